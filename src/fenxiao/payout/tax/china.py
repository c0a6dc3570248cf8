"""Tax tables of China (中国个人所得税、增值税): promoters' commissions as labour remuneration.

A commission that a person earns by bringing in buyers is remuneration for labour (劳务报酬).
Until the end of September 2025 it is taxed by occurrence, all of a month being one; from
October 2025 a platform that reports under State Council decree 810 withholds cumulatively,
as for wages, and may file the value-added tax on behalf of the person.

Amounts are fen. Each figure names its act; docs/tax.md says which acts could be read whole.

Source: docs/tax.md; Individual Income Tax Law, articles 3 and 6; announcement 2018 No. 61 and
announcement 2025 No. 16 of the State Taxation Administration; announcement 2023 No. 12 and
No. 19 of the Ministry of Finance and the State Taxation Administration.
"""

from __future__ import annotations

from fenxiao.payout.tax.schemes import Surcharge, TaxBand, TaxScheme, TaxSource, Vat

__all__ = ["LABOUR", "NONE", "PLATFORM", "PLATFORM_WITH_VAT"]

_YUAN = 100
_LAW = "个人所得税法（2018年修正）"
_61 = "国家税务总局公告2018年第61号《个人所得税扣缴申报管理办法（试行）》"
_16 = "国家税务总局公告2025年第16号，自2025年10月1日起施行"
_12 = "财政部 税务总局公告2023年第12号（“六税两费”减半，至2027年12月31日）"
_19 = "财政部 税务总局公告2023年第19号（至2027年12月31日），经国家税务总局公告2025年第16号引用"

_LABOUR_BANDS = ((0, 200_000), (20_000, 300_000), (50_000, 400_000))
_YEARLY_BANDS = (
    (0, 30_000),
    (36_000, 100_000),
    (144_000, 200_000),
    (300_000, 250_000),
    (420_000, 300_000),
    (660_000, 350_000),
    (960_000, 450_000),
)


def _bands(table: tuple[tuple[int, int], ...]) -> tuple[TaxBand, ...]:
    return tuple(TaxBand(above_minor=yuan * _YUAN, rate_ppm=rate_ppm) for yuan, rate_ppm in table)


def _sources(**texts: str) -> tuple[TaxSource, ...]:
    return tuple(TaxSource(figure=figure, text=text) for figure, text in texts.items())


NONE = TaxScheme(
    scheme_id="none",
    method="none",
    sources=_sources(method="收款人自行申报：个体工商户、企业；员工的工资薪金由发薪单位扣缴"),
)
"""Nothing is withheld: the payee declares himself, or it is wages and no payout of ours."""

LABOUR = TaxScheme(
    scheme_id="cn_labour",
    method="occurrence",
    bands=_bands(_LABOUR_BANDS),
    cost_ppm=200_000,
    small_up_to_minor=4_000 * _YUAN,
    small_cost_minor=800 * _YUAN,
    sources=_sources(
        bands=f"{_61}，附件《个人所得税预扣率表二》：20%、30%、40%",
        cost_ppm=f"{_61}，第八条：每次收入四千元以上的，减除费用按百分之二十计算",
        small_up_to_minor=f"{_61}，第八条：每次收入不超过四千元的",
        small_cost_minor=f"{_61}，第八条：减除费用按八百元计算",
        is_by_month="个人所得税法实施条例第十四条：同一项目连续性收入以一个月内取得的收入为一次",
    ),
)
"""Labour remuneration by occurrence (劳务报酬按次预扣), in fen."""

PLATFORM = TaxScheme(
    scheme_id="cn_platform",
    method="cumulative",
    bands=_bands(_YEARLY_BANDS),
    cost_ppm=200_000,
    allowance_minor=5_000 * _YUAN,
    sources=_sources(
        bands=f"{_LAW}附《个人所得税税率表一》；{_16}：累计预扣法",
        cost_ppm=f"{_16}：累计费用按累计收入乘以20%计算",
        allowance_minor=f"{_16}：5000元/月乘以当年截至本月连续取得劳务报酬的月份数",
        restarts=f"{_16}：“连续取得”；中断后如何起算未能读到，默认重新起算",
    ),
)
"""Platform workers, cumulatively (平台内从业人员累计预扣), in fen; no value-added tax."""

PLATFORM_WITH_VAT = TaxScheme(
    scheme_id="cn_platform",
    method="cumulative",
    bands=PLATFORM.bands,
    cost_ppm=PLATFORM.cost_ppm,
    allowance_minor=PLATFORM.allowance_minor,
    vat=Vat(
        free_up_to_minor=100_000 * _YUAN,
        rate_ppm=10_000,
        surcharges=(
            Surcharge(name="城市维护建设税", rate_ppm=35_000),
            Surcharge(name="教育费附加", rate_ppm=15_000),
            Surcharge(name="地方教育附加", rate_ppm=10_000),
        ),
    ),
    sources=(
        *PLATFORM.sources,
        *_sources(
            **{
                "vat.free_up_to_minor": f"{_19}：月销售额10万元以下（含本数）免征增值税",
                "vat.rate_ppm": f"{_19}：3%征收率减按1%",
                "vat.surcharges": f"{_12}；市区7%、3%、2%减半；县镇5%、其他1%的请自行改写",
            }
        ),
    ),
)
"""The same with value-added tax filed on behalf of the person, and what lies on top of it."""
