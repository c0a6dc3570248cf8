"""Words of policies (政策用语): what each field of a policy file is called and what it says.

Beside plans and campaigns, whose words are in tables of their own. They stand here because
plans and policies are compared and described by the same means.

Source: docs/policy.md.
"""

from __future__ import annotations

from fenxiao.rules.credit_words import CREDIT_FIELDS, CREDIT_KINDS
from fenxiao.rules.ledger_words import LEDGER, LEDGER_FIELDS, LEDGER_KINDS
from fenxiao.rules.payee_words import PAYEE
from fenxiao.rules.plan_words import Word
from fenxiao.rules.tax_words import TAX, TAX_FIELDS, TAX_KINDS

__all__ = ["POLICY_FIELDS", "POLICY_KINDS"]

POLICY_KINDS: dict[str, Word] = {
    "Policy": Word(
        "Policy",
        "结算政策",
        "All that decisions depend on: plans, bindings, grades, holding, payouts.",
        "一切结算所依据的内容：方案、绑定、等级、冻结、提现。",
    ),
    "BindingPolicy": Word(
        "Binding",
        "绑定规则",
        "How members are bound in a relation from a date on.",
        "某种关系从某日起怎样绑定。",
    ),
    "GradePolicy": Word(
        "Ladder of grades",
        "等级体系",
        "The grades of members, lowest first.",
        "会员等级，由低到高。",
    ),
    "Grade": Word(
        "Grade",
        "等级",
        "A grade: who rises to it, and who stays.",
        "一个等级：怎样升级，怎样保级。",
    ),
    "AtLeast": Word(
        "Counter condition", "计数条件", "What a counter must reach.", "某个计数器须达到多少。"
    ),
    "EnrolmentPolicy": Word(
        "Enrolment",
        "分销员申请",
        "On what condition members become promoters.",
        "满足什么条件成为分销员。",
    ),
    "QuotaPolicy": Word(
        "Invite quota",
        "邀请码配额",
        "How members earn the invites that they hand out.",
        "会员怎样赚得邀请码。",
    ),
    **LEDGER_KINDS,
    **TAX_KINDS,
    **CREDIT_KINDS,
}
"""What each class of a policy is."""

POLICY_FIELDS: dict[str, dict[str, Word]] = {
    "Policy": {
        "plans": Word(
            "Plans",
            "分佣方案",
            "All plans, past ones too; orders of old dates are settled by them.",
            "所有方案，过去的也要保留；旧订单按当时的方案结算。",
        ),
        "holding": Word(
            "Holding period",
            "冻结期",
            "How long commissions are held after receipt.",
            "确认收货后佣金冻结多久。",
        ),
        "payout": Word("Payouts", "提现", "What a withdrawal must keep.", "提现须遵守什么。"),
        "bindings": Word(
            "Bindings",
            "绑定规则",
            "How members are bound: a version for each relation and date.",
            "会员怎样绑定；每种关系、每个生效日期一条。",
        ),
        "grades": Word(
            "Ladder of grades",
            "等级体系",
            "The ladder of grades; left out, there are no grades.",
            "会员等级；不写则没有等级。",
        ),
        "enrolment": Word(
            "Enrolment",
            "分销员申请",
            "How members become promoters; left out, no applications are taken.",
            "怎样成为分销员；不写则不受理申请。",
        ),
        "attributions": Word(
            "Attributions",
            "归因规则",
            "Who is credited with orders, a version for each date.",
            "订单归功于谁；每个生效日期一条。",
        ),
        "storefronts": Word(
            "Storefronts",
            "店铺规则",
            "Whose store a visitor sees, a version for each date.",
            "访客看到谁的店；每个生效日期一条。",
        ),
        "quota": Word(
            "Invite quota",
            "邀请码配额",
            "How members earn the invites that they issue; left out, there are none.",
            "会员怎样赚得邀请码；不写则不发邀请码。",
        ),
        "campaigns": Word(
            "Campaigns",
            "活动",
            "What lies over plans for a time, past ones too.",
            "一段时间内叠加在方案上的活动，过去的也要保留。",
        ),
        "books": Word(
            "Books",
            "账簿",
            "Whose books are sealed, and their periods; left out, none are.",
            "哪些主体的账簿要封账，及其会计期间；不写则不封账。",
        ),
        "operations": Word(
            "Operations by hand", "人工操作", "What persons may do.", "人工可以做什么。"
        ),
        "corrections": Word(
            "Corrections",
            "方案更正",
            "By which plan orders are settled again.",
            "哪些订单改按哪个方案重新结算。",
        ),
        "ledger": LEDGER,
        "tax": TAX,
        "payees": PAYEE,
    },
    "BindingPolicy": {
        "relation": Word("Relation", "关系", "Which relation it is for.", "管哪种关系。"),
        "effective_from": Word(
            "In force from",
            "生效时间",
            "From when it is in force; left out, always.",
            "从何时起生效；不写则一直有效。",
        ),
        "channels": Word(
            "Channels",
            "渠道",
            "The channels of touches at which it looks; left out, all.",
            "只看哪些渠道的触达；不写则全部。",
        ),
        "binds_at": Word(
            "Binds at",
            "何时绑定",
            "When a touch becomes a binding: at once, at registration, at the first purchase.",
            "触达何时变成绑定：当时、注册时、首次购买时。",
        ),
        "takes": Word(
            "Whose touch counts",
            "以谁为准",
            "Whether the first sharer keeps a visitor, or a later one takes over.",
            "首次触达为准，还是后来的分享人接手。",
        ),
        "valid_days": Word(
            "Days valid",
            "绑定天数",
            "How long a binding lasts; left out, for ever.",
            "绑定持续多久；不写则永久。",
        ),
        "protected_days": Word(
            "Days protected",
            "保护天数",
            "How long nobody takes over; only where later sharers may.",
            "多久之内谁也抢不走；只用于以最后触达为准。",
        ),
        "remembered_days": Word(
            "Days remembered",
            "记住天数",
            "How long a touch is remembered where it does not bind at once.",
            "不当时绑定时，触达记住多久。",
        ),
        "is_renewed": Word(
            "Renewed",
            "是否续期",
            "Whether a touch of the same sharer starts the days again.",
            "同一分享人再次触达是否重新起算。",
        ),
        "sharer": Word("Sharer", "分享人条件", "Who may bind others.", "谁可以绑别人。"),
        "visitor": Word("Visitor", "访客条件", "Who may be bound.", "谁可以被绑。"),
        "max_structural_depth": Word(
            "Most levels above",
            "最多层数",
            "How many may stand above anybody; left out, no limit.",
            "任何人上面最多几个人；不写则不限。",
        ),
        "on_leave": Word(
            "When somebody leaves",
            "成员离开时",
            "What becomes of a leaver's fans: kept, frozen, or lifted to the next above.",
            "离开者的粉丝：保留、冻结，或上移给再上一级。",
        ),
    },
    "GradePolicy": {
        "grades": Word("Grades", "等级", "The ladder, lowest first.", "各等级，由低到高。"),
        "relation": Word(
            "Relation",
            "关系",
            "In which relation direct counters count.",
            "直属计数器在哪种关系里数。",
        ),
        "active": Word(
            "Active recruit",
            "活跃成员",
            "What makes an active recruit, for ever.",
            "怎样算活跃成员，一旦算就永远算。",
        ),
    },
    "Grade": {
        "name": Word("Name", "名称", "Its stable name.", "固定不变的名称。"),
        "title": Word(
            "Title",
            "称呼",
            "What members read; left out, its name.",
            "会员看到的称呼；不写则同名称。",
        ),
        "who": Word(
            "Who", "人员条件", "What a member must be to rise to it.", "升到该级须是什么人。"
        ),
        "all_of": Word(
            "All of", "全部条件", "Every one must be met to rise to it.", "须全部满足才升级。"
        ),
        "any_of": Word(
            "Any of", "任一条件", "One of them must be met to rise to it.", "须满足其中之一才升级。"
        ),
        "keeps": Word(
            "Keeps",
            "保级条件",
            "Every one must be met at the close of a period to stay.",
            "周期结束时须全部满足才保级。",
        ),
        "is_by_hand": Word(
            "By hand",
            "人工授予",
            "Whether only a person gives it; then it asks for nothing.",
            "只能人工授予；此时不得有条件。",
        ),
    },
    "AtLeast": {
        "counter": Word("Counter", "计数器", "Which counter.", "哪个计数器。"),
        "count": Word(
            "Count", "人数", "How many heads; needed for heads.", "多少人；数人头时必填。"
        ),
        "amount_minor": Word(
            "Amount",
            "金额",
            "How much money, in minor units; needed for money.",
            "多少钱，以最小货币单位计；算金额时必填。",
        ),
        "currency": Word(
            "Currency",
            "币种",
            "ISO 4217 code of the amount; needed for money.",
            "金额的币种；算金额时必填。",
        ),
        "window_days": Word(
            "Days that count",
            "统计天数",
            "Only so many UTC days count, today among them; left out, all.",
            "只计最近这么多个 UTC 日，含当天；不写则全部。",
        ),
    },
    "EnrolmentPolicy": {
        "who": Word("Who", "人员条件", "What an applicant must be.", "申请人须是什么人。"),
        "all_of": Word(
            "All of", "全部条件", "What his counters must reach.", "他的计数器须达到多少。"
        ),
        "invited_in": Word(
            "Invited in",
            "须有上级的关系",
            "A relation in which somebody must stand above him.",
            "在哪种关系里上面须有人。",
        ),
        "is_automatic": Word(
            "Automatic",
            "自动通过",
            "Whether who meets the condition is approved at once.",
            "满足条件是否立即通过。",
        ),
        "grace_days": Word(
            "Days of grace", "宽限天数", "How long who left may return.", "离开后多久之内可以回来。"
        ),
    },
    "QuotaPolicy": {
        "currency": Word(
            "Currency",
            "币种",
            "Of the sales that count; chosen once.",
            "计入业绩的币种；只选一次。",
        ),
        "per_sales_minor": Word(
            "Sales for one",
            "换码业绩",
            "Own settled sales that earn one invite, in minor units.",
            "换一个邀请码的本人已结算业绩（人民币为分）。",
        ),
        "initial": Word("Initial", "初始名额", "Invites without any sale.", "不需要业绩的名额。"),
        "maximum": Word(
            "Most held",
            "名额上限",
            "The most invites held at once; left out, no limit.",
            "同时占有的上限；不写则不限。",
        ),
        "mode": Word(
            "Mode",
            "用码方式",
            "Whether a recruit uses an invite up, or occupies it until he leaves.",
            "来一个人用掉一个码，还是占用到他离开。",
        ),
        "earned": Word(
            "How earned",
            "业绩口径",
            "Whether sales are the price of an invite or a threshold.",
            "业绩是价格，还是门槛。",
        ),
        "grade_multipliers_ppm": Word(
            "Grade factors",
            "等级倍率",
            "Pairs of a grade and what its sales count for, in ppm.",
            "等级与其业绩倍率的对，以百万分之计。",
        ),
        "valid_days": Word(
            "Days valid",
            "有效天数",
            "How long a code may be redeemed; left out, for ever.",
            "码的有效天数；不写则永久。",
        ),
        "relation": Word(
            "Relation", "关系", "Where a redeemed code binds.", "用码时绑定在哪种关系。"
        ),
        "issuer": Word("Issuer", "发码条件", "Who may issue.", "谁可以发码。"),
    },
    **CREDIT_FIELDS,
    **LEDGER_FIELDS,
    **TAX_FIELDS,
}
"""What each field says, by its class."""
