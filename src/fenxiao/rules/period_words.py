"""Words of period rules (周期规则用语): what each kind is, and what its fields say.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

from fenxiao.rules.plan_words import Word

__all__ = ["PERIOD_FIELDS", "PERIOD_KINDS"]

PERIOD_KINDS: dict[str, Word] = {
    "Tiers": Word(
        "Tiers",
        "阶梯提成",
        "A rate that rises with what a member sold in the period.",
        "周期内业绩越高，提成比例越高。",
    ),
    "Pool": Word(
        "Pool",
        "分红池",
        "A part of all sales, or a fixed amount, shared by weights.",
        "全部业绩的一部分或一笔固定金额，按权重分给众人。",
    ),
    "TeamBonus": Word(
        "Team bonus",
        "团队业绩奖",
        "A rate of what the whole team sold, less what the teams below get.",
        "按整个团队业绩的比例发奖，扣去下级各团队的部分。",
    ),
    "Milestone": Word(
        "Milestone",
        "达标奖",
        "A fixed amount, once in a period, for reaching a volume.",
        "周期内业绩达标，发一次固定金额。",
    ),
    "TopN": Word(
        "Top sellers",
        "排行奖",
        "Prizes for the first by volume; equal members share.",
        "按业绩排名发奖；并列者平分。",
    ),
    "ConvexDifferential": Word(
        "Convex differential",
        "凸性级差",
        "What a team is worth less what the teams below are worth; fake accounts gain nothing.",
        "团队价值减去下级各团队的价值；开小号没有好处。",
    ),
    "MemberCap": Word(
        "Cap of a member",
        "个人周期封顶",
        "The most that one member gets in a period by some rules.",
        "一个人在一个周期内从若干规则合计最多拿多少。",
    ),
    "Band": Word(
        "Band", "档位", "A rate that holds from a volume on.", "业绩达到多少起，按什么比例。"
    ),
    "Weight": Word(
        "Weight", "权重", "The weight of a member or a grade.", "某个会员或某个等级的权重。"
    ),
}
"""What each kind of period rule is, and its parts."""

_KIND = Word("Kind", "规则类型", "Which kind of rule it is.", "这是哪一种规则。")
_BANDS = Word(
    "Bands",
    "档位",
    "Rates by volume, the lowest band first.",
    "各档业绩对应的比例，从低到高。",
)
_MODE = Word(
    "Mode of bands",
    "计档方式",
    "Each part at the rate of its band, or the whole at the rate reached.",
    "分段计（各段按各段比例），或整体计（全部按达到的比例）。",
)
_VOLUME = Word(
    "Volume",
    "业绩口径",
    "Which volume counts: own purchases, direct fans, the team within three, or team and own.",
    "按哪种业绩算：自购、直属客户、三级内团队、团队加自购。",
)

PERIOD_FIELDS: dict[str, dict[str, Word]] = {
    "PeriodFields": {
        "rule_id": Word(
            "Rule name",
            "规则编号",
            "Its name in the plan, in explanations and reports.",
            "规则在方案、说明和报表里的名字。",
        ),
        "earner": Word(
            "Who may earn",
            "得佣资格",
            "Who may earn, as he is when the period closes; left out, as the plan says.",
            "谁有资格拿，按周期关账时的身份看；不写则按方案。",
        ),
        "is_held": Word(
            "Held until the next close",
            "冻结到下次关账",
            "Whether an award is held until the next close, or is free at once.",
            "奖金冻结到下一次关账，还是立即可用。",
        ),
    },
    "Tiers": {"bands": _BANDS, "mode": _MODE, "volume": _VOLUME, "kind": _KIND},
    "TeamBonus": {
        "bands": _BANDS,
        "mode": _MODE,
        "less_below": Word(
            "Less the teams below",
            "扣下级团队",
            "Whether what the same rates give the team of each direct fan is taken off.",
            "是否扣去各直属下级团队按同样比例应得的部分。",
        ),
        "kind": _KIND,
    },
    "ConvexDifferential": {
        "bands": _BANDS,
        "permits_fake_gain": Word(
            "Permits gain from fakes",
            "允许小号得利",
            "Whether slopes that fall are taken although fake accounts then pay.",
            "是否接受递减的比例；接受则开小号有利可图。",
        ),
        "kind": _KIND,
    },
    "Milestone": {
        "from_minor": Word(
            "From volume",
            "达标业绩",
            "The volume that must be reached, in minor units.",
            "要达到的业绩，以最小货币单位计（人民币为分）。",
        ),
        "amount_minor": Word(
            "Amount of the prize",
            "奖励金额",
            "What is paid for it, in minor units.",
            "达标发多少，以最小货币单位计（人民币为分）。",
        ),
        "volume": _VOLUME,
        "kind": _KIND,
    },
    "TopN": {
        "prizes_minor": Word(
            "Prizes",
            "各名次奖金",
            "What each place gets, the first place first, in minor units.",
            "各名次的奖金，第一名在前，以最小货币单位计（人民币为分）。",
        ),
        "volume": _VOLUME,
        "at_least_minor": Word(
            "Volume to be ranked",
            "入榜业绩",
            "What a member must have sold to be ranked, in minor units.",
            "业绩至少多少才进榜，以最小货币单位计（人民币为分）。",
        ),
        "kind": _KIND,
    },
    "Pool": {
        "rate_ppm": Word(
            "Part of all sales",
            "占全部业绩比例",
            "The part of all sales.",
            "分红池占全部业绩的比例。",
        ),
        "amount_minor": Word(
            "Fixed pool",
            "固定金额",
            "Or the pool as a fixed amount, in minor units.",
            "或者固定金额的分红池，以最小货币单位计（人民币为分）。",
        ),
        "by": Word(
            "Shared by",
            "分配方式",
            "Among named holders, among sellers by grade, or by volume.",
            "按列出的持有人、按等级，或按业绩分。",
        ),
        "weights": Word(
            "Weights",
            "权重",
            "The holders or the grades, with their weights.",
            "各持有人或各等级的权重。",
        ),
        "volume": _VOLUME,
        "at_least_minor": Word(
            "Volume to share",
            "参与业绩",
            "The volume that a seller must have, in minor units; holders are not asked.",
            "业绩至少多少才参与，以最小货币单位计（人民币为分）；持有人不问。",
        ),
        "kind": _KIND,
    },
    "MemberCap": {
        "rule_id": Word("Cap name", "封顶编号", "Its name in the plan.", "封顶在方案里的名字。"),
        "of_rules": Word(
            "Capped rules",
            "被封顶规则",
            "Line rules of the plan, and period rules that stand before it.",
            "方案里的逐单规则，以及排在它前面的周期规则。",
        ),
        "at_most_minor": Word(
            "At most",
            "最多金额",
            "The most that one member gets by them, in minor units.",
            "一个人合计最多拿多少，以最小货币单位计（人民币为分）。",
        ),
        "kind": _KIND,
    },
    "Band": {
        "from_minor": Word(
            "Band from",
            "档位起点",
            "From this volume on, in minor units.",
            "业绩从多少起（含），以最小货币单位计（人民币为分）。",
        ),
        "rate_ppm": Word("Band rate", "档位比例", "The rate of the band.", "该档的比例。"),
    },
    "Weight": {
        "name": Word(
            "Name", "名字", "The member's id, or the grade's name.", "会员编号，或等级名称。"
        ),
        "weight": Word(
            "Weight of each",
            "每人权重",
            "His weight, or that of each member of the grade.",
            "此人的权重，或该等级每个人的权重。",
        ),
    },
}
"""What each field of a period rule says, by the class that declares it."""
