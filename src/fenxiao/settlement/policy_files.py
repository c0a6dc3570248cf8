"""Policy files (政策文件): a policy to canonical JSON, and the JSON Schema of its file.

Source: docs/rules/plan-files.md.
"""

from __future__ import annotations

from fenxiao.errors import PolicyError
from fenxiao.model.encoding import canonical
from fenxiao.rules.schema import Object, schema_of, words_of
from fenxiao.settlement.policy import Policy

__all__ = ["dump_policy", "policy_schema"]


def dump_policy(policy: Policy) -> str:
    """Return the canonical JSON text of a policy; ``load_policy`` reads it back to an equal one.

    Raises:
        PolicyError: ``plan.not_written`` when the policy has custom rules, which are objects
            of Python and no data.

    Examples:
        >>> from fenxiao.settlement.policy import load_policy
        >>> rule = {"kind": "levels", "rule_id": "sale", "rates_ppm": ["10%"]}
        >>> plan = {
        ...     "plan_id": "2024",
        ...     "effective_from": "2024-01-01T00:00:00+08:00",
        ...     "ceiling_ppm": "20%",
        ...     "rules": [rule],
        ... }
        >>> policy = load_policy({"plans": [plan]})
        >>> load_policy(dump_policy(policy)) == policy
        True
    """
    if policy.custom_rules:
        names = ", ".join(f'"{rule.name}"' for rule in policy.custom_rules)
        raise PolicyError("plan.not_written", got=f"custom rules {names}")
    return canonical(policy).decode()


def policy_schema() -> Object:
    """Return the JSON Schema of a policy file; ``custom_rules``, which no file has, left out.

    Examples:
        >>> sorted(policy_schema()["properties"])[:3]
        ['$schema', 'attributions', 'bindings']
    """
    made = schema_of(Policy, words_of)
    fields = made["properties"]
    if isinstance(fields, dict):
        del fields["custom_rules"]
    return made
