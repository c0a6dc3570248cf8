"""Field names against the vendors' own libraries, in the versions that are locked.

``tests/data/rails/fields.json`` keeps what was read; here it is read again.
"""

from __future__ import annotations

import ast
import json
import re

import pytest

from fenxiao.payout.rails.form import Field
from fenxiao.payout.rails.schema import BODIES
from tests.payout.rails.samples import OTHERS, RAILS
from tests.payout.rails.test_form import VENDORS, pointers
from tests.payout.rails.vendors import read

MODELS = {
    "alipay_transfer": "AlipayFundTransUniTransferModel",
    "alipay_query": "AlipayFundTransCommonQueryModel",
    "alipay_sharing": "AlipayTradeOrderSettleModel",
    "alipay_sharing_query": "AlipayTradeOrderSettleQueryModel",
    "alipay_receiver": "AlipayTradeRoyaltyRelationBindModel",
    "alipay_refund": "AlipayTradeRefundModel",
}
CALLS = {
    "wechat_bill": ("mchtransfer", "mch_transfer_bills"),
    "wechat_batch": ("transfer", "transfer_batch"),
    "wechat_sharing": ("profitsharing", "profitsharing_order"),
    "wechat_sharing_receiver": ("profitsharing", "profitsharing_add_receiver"),
    "wechat_sharing_unfreeze": ("profitsharing", "profitsharing_unfreeze"),
    "wechat_sharing_return": ("profitsharing", "profitsharing_return"),
}
OWN = re.compile(r"^        self\._(\w+) = None$", re.MULTILINE)
NESTED = re.compile(r"self\._(\w+)(?: = |(\.append)\()(\w+)\.from_alipay_dict\(")


def names_of(model: str, at: str = "") -> set[str]:
    """Return the pointers of a model of Alipay's library, with those of its parts."""
    source = read("alipay-sdk-python", f"alipay/aop/api/domain/{model}.py").decode()
    found = {f"{at}/{name}" for name in OWN.findall(source)}
    for name, is_list, part in NESTED.findall(source):
        if part != model:
            found |= names_of(part, f"{at}/{name}{'/*' if is_list else ''}")
    return found


@pytest.mark.parametrize("name", MODELS)
def test_names_of_alipay_are_those_of_its_library(name: str) -> None:
    known = names_of(MODELS[name])
    assert set(VENDORS[name]["fields"]) <= known
    assert f"{MODELS[name]}.py" in VENDORS[name]["source"]
    fields: tuple[Field, ...] = BODIES[name].fields if name in BODIES else ()
    assert {one.pointer for one in fields} <= known
    for body in sent_of(name):
        assert pointers(json.loads(body)) <= known


def sent_of(name: str) -> list[str]:
    """Return the bodies that are sent under a name of the recorded lists."""
    rails = [RAILS[name].request.body] if name in RAILS else []
    return rails + ([OTHERS[name][0].body] if name in OTHERS else [])


def call_of(module: str, name: str) -> ast.FunctionDef:
    tree = ast.parse(read("wechatpayv3", f"wechatpayv3/{module}.py"))
    (found,) = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    return found


def keys_of(call: ast.FunctionDef) -> set[str]:
    """Return the names that a call of the library puts into its body."""
    found: set[str] = set()
    for node in ast.walk(call):
        if isinstance(node, ast.Dict):
            found |= {str(one.value) for one in node.keys if isinstance(one, ast.Constant)}
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.add(str(node.slice.value))
    return found


def needed_of(call: ast.FunctionDef) -> set[str]:
    """Return the names without which the call of the library refuses to go on."""
    found: set[str] = set()
    for node in call.body:  # what only partners need stands deeper
        if isinstance(node, ast.If) and any(isinstance(one, ast.Raise) for one in node.orelse):
            found |= {one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)}
    return found


@pytest.mark.parametrize("name", CALLS)
def test_names_of_wechat_pay_are_those_of_a_library(name: str) -> None:
    call = call_of(*CALLS[name])
    body = json.loads(sent_of(name)[0])
    recorded = {one.rpartition("/")[2] for one in VENDORS[name]["fields"]}
    assert keys_of(call) <= recorded
    assert {one for one in needed_of(call) if one in recorded} <= set(body)
    assert len(needed_of(call) & set(body)) >= 2
