"""Hears how old the person is that a question is about. Guesses nothing where several ages are named."""

import re

_OLDEST = 120
_YEARS_OLD = re.compile(r" (\d{1,3})'\S* (?:tuoi|years)'")
_BORN = re.compile(r" (?:sinh|sanh|born)'\S* (?:(?:nam|in)'\S* )?((?:19|20)\d\d)'")


def asked_age(line: str, year: int) -> int | None:
    """Return the age that a marked line names in this year, None when it names none or several."""
    ages = {int(said) for said in _YEARS_OLD.findall(line)}
    ages |= {year - int(born) for born in _BORN.findall(line)}
    likely = {age for age in ages if 0 <= age <= _OLDEST}
    return likely.pop() if len(likely) == 1 else None
