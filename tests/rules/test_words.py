"""Words of plan files: every field has its row, and no row is of no field."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from fenxiao.graph.credits import AttributionPolicy, CreditRule
from fenxiao.graph.enrolment import EnrolmentPolicy
from fenxiao.graph.grades import AtLeast, Grade, GradePolicy
from fenxiao.graph.policy import BindingPolicy
from fenxiao.graph.quota import QuotaPolicy
from fenxiao.graph.storefront import StorefrontPolicy
from fenxiao.ledger.periods import BooksPolicy, Period
from fenxiao.ledger.policy import (
    AccountLimit,
    LedgerPolicy,
    MerchantFee,
    PayerBooks,
    SupplierTerms,
)
from fenxiao.model.who import Who
from fenxiao.payout.calendar import BusinessDays
from fenxiao.payout.payees import AloneLimit, PayeePolicy, PayeeRule
from fenxiao.payout.policy import Minimum, PayoutPolicy, Tier, WithdrawalFee, WithdrawalRule
from fenxiao.payout.tax.policy import TaxPolicy, TaxRule
from fenxiao.payout.tax.schemes import Surcharge, TaxBand, TaxScheme, TaxSource, Vat
from fenxiao.rules.amounts import Pay, Row
from fenxiao.rules.campaigns import Campaign, Multiply
from fenxiao.rules.conditions import Condition
from fenxiao.rules.fields import RuleFields
from fenxiao.rules.levels import Levels
from fenxiao.rules.period.awarding import PERIOD_RULES
from fenxiao.rules.period.bands import Band
from fenxiao.rules.period.fields import PeriodFields
from fenxiao.rules.period.pool import Weight
from fenxiao.rules.plan import Plan
from fenxiao.rules.words import FIELDS, KINDS, Word, field_word, kind_word, text, title
from fenxiao.rules.written import RULES, Written
from fenxiao.settlement.plans import PlanCorrection
from fenxiao.settlement.policy import Holding, Operations, Policy

POLICY = (
    *(WithdrawalRule, WithdrawalFee, Tier, BusinessDays),
    *(Policy, Holding, PayoutPolicy, Minimum, BindingPolicy, GradePolicy, Grade, AtLeast),
    *(EnrolmentPolicy, QuotaPolicy, AttributionPolicy, CreditRule, StorefrontPolicy),
    *(BooksPolicy, Period, Operations, PlanCorrection),
    *(LedgerPolicy, PayerBooks, MerchantFee, SupplierTerms, AccountLimit),
    *(TaxPolicy, TaxRule, TaxScheme, TaxBand, Vat, Surcharge, TaxSource),
    *(PayeePolicy, PayeeRule, AloneLimit),
)
OWN = (*RULES, *PERIOD_RULES, Band, Weight, Condition, Who, Campaign, Multiply, *POLICY)
CLASSES = (Written, Pay, Row, RuleFields, PeriodFields, *OWN)
CHINESE = re.compile("[\u4e00-\u9fff]")
every_word = pytest.mark.parametrize(
    "word",
    [
        pytest.param(word, id=f"{kind}.{name}")
        for kind, row in ({"class": KINDS} | FIELDS).items()
        for name, word in row.items()
    ],
)


def own_fields(kind: type) -> set[str]:
    """Return the fields that a class declares itself."""
    names = {name for name in kind.__annotations__ if name[0] != "_"} - {"custom_rules"}
    return names & {one.name for one in fields(kind)}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_exactly_the_fields_of_a_class_have_words(kind: type) -> None:
    assert own_fields(kind) == set(FIELDS[kind.__name__])


def test_exactly_the_classes_of_a_file_have_words() -> None:
    assert set(FIELDS) == {kind.__name__ for kind in CLASSES}
    named = {Plan, Row, *OWN}
    assert set(KINDS) == {kind.__name__ for kind in named}


@every_word
def test_words_are_sentences_in_both_languages(word: Word) -> None:
    assert word.text.endswith(".")
    assert word.text[0].isupper()
    assert word.text_zh.endswith("。")
    assert not CHINESE.search(word.title + word.text)
    assert CHINESE.search(word.title_zh)
    assert CHINESE.search(word.text_zh)


@every_word
def test_a_title_can_stand_within_a_sentence(word: Word) -> None:
    assert word.title[0].isupper()
    assert not word.title[1:2].isupper()
    assert word.title[-1] not in ".:"


def test_inherited_fields_have_the_words_of_their_class_unless_it_says_its_own() -> None:
    levels, *_, price_gap = (kind for kind in RULES if kind.__name__ in ("Levels", "PriceGap"))
    assert field_word(levels, "base") == FIELDS["RuleFields"]["base"]
    assert field_word(price_gap, "base") == FIELDS["PriceGap"]["base"]
    assert field_word(levels, "colour") is None
    assert kind_word(RuleFields) is None


def test_one_language_is_said_at_a_time() -> None:
    word = KINDS["Plan"]
    assert (word.title, word.title_zh) == (title(word, "en"), title(word, "zh"))
    assert (word.text, word.text_zh) == (text(word, "en"), text(word, "zh"))


def test_a_class_of_a_file_has_its_words_and_another_none() -> None:
    word = kind_word(Levels)
    assert word is not None
    assert CHINESE.search(word.title_zh)
    assert kind_word(int) is None
