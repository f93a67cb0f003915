"""An official asks at the terminal what a family of a facts file is entitled to."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import cli
from bot.commands.screen_desk import judge
from bot.domain.eligibility.facts import facts as known_facts
from bot.errors import DongHanhError

NAMES = st.sampled_from(["members", "name", "born", "age", "said_on", "receives", "unsure", *known_facts()])
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates().map(str)
FAMILY: dict[str, Any] = {
    "status": "near_poor",
    "province": "96",
    "area": "urban",
    "everyone": True,
    "income": 1_600_000,
    "members": [
        {
            "name": "má",
            "born": "1953",
            "monthly_pension": 0,
            "disability": "severe",
            "disability_paper": False,
        },
        {"name": "bé", "born": "2022-10-10", "lone_parent": "má", "school": "preschool"},
    ],
}


def screen(*arguments: str, facts: Any = FAMILY, on: str = "2026-11-23") -> str:
    typed = ["screen", "--facts", "-", "--on", on, *arguments]
    done = CliRunner().invoke(cli, typed, input=facts if isinstance(facts, str) else json.dumps(facts))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def right(told: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [each for each in told["rights"] if each["right"] == name]
    return dict(found)


def of_member(told: dict[str, Any], name: str, member: str) -> dict[str, Any]:
    [found] = [each for each in right(told, name)["outcomes"] if each["member"] == member]
    return dict(found)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return dict(json.loads(screen("--json")))


def test_a_yes_has_its_sum_its_document_and_what_to_bring(told: dict[str, Any]) -> None:
    outcome = of_member(told, "social-pension", "má")
    assert outcome["verdict"] == "yes"
    assert (outcome["amount"]["least"], outcome["amount"]["per"]) == (540_000, "month")
    assert {document for reason in outcome["reasons"] for document in reason["documents"]} >= {
        "NĐ 176/2025/NĐ-CP"
    }
    assert any("Mẫu 01" in line for line in right(told, "social-pension")["bring"])
    assert right(told, "social-pension")["offices"] == ["one-stop", "portal"]


def test_a_no_has_the_condition_with_value_and_limit_and_the_nearest_step(told: dict[str, Any]) -> None:
    outcome = of_member(told, "disability-allowance", "má")
    [reason] = outcome["reasons"]
    assert (reason["fact"], reason["value"], reason["holds"]) == ("disability_paper", False, False)
    assert "giấy xác nhận khuyết tật" in reason["text"]
    assert [step["step"] for step in outcome["nearest"]] == ["get_paper"]


def test_a_reason_tells_where_the_fact_comes_from() -> None:
    told = json.loads(
        screen("--json", facts=FAMILY | {"origins": {"status": "register", "má.born": "document"}})
    )
    reasons = of_member(told, "social-pension", "má")["reasons"]
    origins = {each["fact"]: each["origin"] for each in reasons}
    assert origins == {"born": "document", "status": "register", "monthly_pension": "said"}


def test_what_is_open_tells_what_is_missing(told: dict[str, Any]) -> None:
    assert of_member(told, "school-tuition", "bé")["missing"] == [{"member": "bé", "fact": "public_school"}]
    assert told["next_question"]["text"]
    assert told["standards"]["national"] == {"poor": "unknown", "near_poor": "unknown"}


def test_a_right_tells_its_last_day_and_what_it_opens(told: dict[str, Any]) -> None:
    assert of_member(told, "preschool-lunch", "bé")["last_day"] == "2028-10-09"
    near_poor = FAMILY | {"members": [{"name": "má", "born": "1953", "registered": True, "insured": False}]}
    opened = json.loads(screen("--json", facts=near_poor))
    assert of_member(opened, "health-insurance-near-poor", "má")["opens"] == ["insurance-treatment-share"]


def test_all_rights_have_a_title_and_every_reason_words(told: dict[str, Any]) -> None:
    assert len({each["title"] for each in told["rights"]}) == len(told["rights"])
    reasons = [each for one in told["rights"] for outcome in one["outcomes"] for each in outcome["reasons"]]
    assert all(each["text"] and each["documents"] for each in reasons)


def test_the_text_says_first_what_is_had_then_what_is_open_then_what_is_not() -> None:
    text = screen()
    assert text.index("ĐƯỢC\n") < text.index("CHƯA RÕ") < text.index("CHƯA ĐƯỢC")
    assert "má: Trợ cấp hưu trí xã hội cho người cao tuổi · 540.000 đ/tháng" in text
    assert "Gần nhất: làm giấy xác nhận khuyết tật (má)." in text
    assert "HIV" not in text
    assert "án phạt tù" not in text


def test_the_text_can_be_english() -> None:
    assert "540,000 VND a month in cash" in screen("--lang", "en")


def test_another_day_has_other_rights() -> None:
    before, after = (json.loads(screen("--json", on=day)) for day in ("2027-10-09", "2028-10-10"))
    assert right(before, "preschool-lunch")["verdict"] == "yes"
    assert right(after, "preschool-lunch")["verdict"] == "no"


def test_nothing_known_is_no_no(told: dict[str, Any]) -> None:
    empty = json.loads(screen("--json", facts={}))
    assert {each["verdict"] for each in empty["rights"]} == {"unknown"}
    assert empty["monthly"] == {"vnd": 0, "about": False}
    assert empty["next_question"]["fact"] in ("status", "everyone")


def test_the_schema_tells_every_fact_with_its_choices() -> None:
    schema = json.loads(CliRunner().invoke(cli, ["screen", "--schema"]).output)
    assert schema["$defs"]["Status"]["enum"] == ["poor", "near_poor", "newly_escaped", "average", "other"]
    assert "disability_paper" in schema["$defs"]["MemberFacts"]["properties"]
    of_member = schema["$defs"]["MemberFacts"]["properties"]
    for name, told in (*schema["properties"].items(), *of_member.items()):
        assert told["description"] or name == "born", name
        assert "unit" in told or "integer" not in str(told), name
    assert of_member["monthly_pension"]["unit"] == "VND each month"
    english = json.loads(CliRunner().invoke(cli, ["screen", "--schema", "--lang", "en"]).output)
    assert english["properties"]["kwh"]["description"] == "electricity each month"


def test_a_file_written_on_windows_is_read() -> None:
    assert "Hỗ trợ tiền điện cho hộ nghèo" in screen(facts='\ufeff{"status": "poor"}')


@given(
    facts=st.recursive(
        JSON, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)
    )
)
def test_whatever_the_file_holds_is_judged_or_refused(facts: Any) -> None:
    with suppress(DongHanhError):
        judge(json.dumps(facts), on=date(2026, 11, 23), today=date(2026, 11, 23), language="vi")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("not json", "file: Invalid JSON"),
        ({"status": "rich"}, "status: Input should be"),
        ({"members": [{"name": "má", "born": "1800"}]}, "má: nobody alive is born in 1800"),
        ({"members": [{"name": "má", "monthly_pension": -5}]}, "members.0.monthly_pension"),
        ("", "file: Invalid JSON"),
        ("[" * 100_000, "file: Invalid JSON"),
        ("[]", "file: Input should be an object"),
        ('{"income": 1e999}', "income: Input should be a valid integer"),
        ('{"status": "poor", "status": "other"}', "told twice: status"),
        ({"income": "1500000"}, "income: Input should be a valid integer"),
        ({"grid": 1}, "grid: Input should be a valid boolean"),
        ({"members": "má"}, "members: Input should be a valid array"),
        ({"members": [{"name": f"con {number}"} for number in range(200)]}, "members: .* at most 30"),
        ({"members": [{"name": "má"}, {"name": "má"}]}, "two members have the same name"),
        ({"members": [{"name": "má\u202e"}]}, "signs that nobody sees"),
        ({"members": [{"name": "bé", "lone_parent": "bé"}]}, "nobody is their own parent"),
        ({"members": [{"name": "má", "born": "1950", "age": 76}]}, "born and age are both told"),
        ({"members": [{"name": "má", "born": "2020-02-30"}]}, "members.0.born"),
        ({"members": [{"name": "má", "born": "2020-01-02..2020-01-01"}]}, "ends before it begins"),
        ({"members": [{"name": "bé", "born": "2090"}]}, "nobody alive is born in 2090"),
        (
            {"members": [{"name": "ba", "left_job_on": "2090-01-01"}]},
            "ba.left_job_on: 2090-01-01 is yet to come",
        ),
        ({"said_on": "2099-01-01"}, "said_on: 2099-01-01 is yet to come"),
        ({"said_on": "0001-01-01", "members": [{"name": "bé", "age": 5}]}, "said_on: .* too long ago"),
        ({"receives": ["gold"]}, "receives: there is no right gold"),
        ({"unsure": ["gold"]}, "no such facts: gold"),
        ({"gold": True}, "gold: Extra inputs"),
    ],
)
def test_facts_that_can_not_be_are_named(facts: Any, told: str) -> None:
    with pytest.raises(DongHanhError, match=told):
        screen(facts=facts)


def test_a_file_may_be_given_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nha.json"
    missing = CliRunner().invoke(cli, ["screen", "--facts", str(path)])
    assert isinstance(missing.exception, DongHanhError)
    assert "nha.json can not be read" in str(missing.exception)
    path.write_text(json.dumps({"status": "poor"}), encoding="utf-8")
    found = CliRunner().invoke(cli, ["screen", "--facts", str(path), "--on", "2026-11-23"])
    assert "Hỗ trợ tiền điện cho hộ nghèo" in found.output
