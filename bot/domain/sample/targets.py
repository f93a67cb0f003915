"""What the invented ward and its hamlets are to reach in a year."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.domain.sample.recipe import Targets
from bot.domain.sample.world import SampleArea
from bot.domain.targets import Target


def targets(written: Targets, areas: Sequence[SampleArea], year: int) -> Iterator[Target]:
    """The ward's targets of the year, and the parts of its hamlets, which add up to them."""
    [ward] = [area for area in areas if area.kind == "commune"]
    hamlets = [area for area in areas if area.kind == "hamlet"]
    for category, amount in written.ward.items():
        yield Target(ward.id, year, category, Decimal(amount))
        if category in written.shared_out:
            each, more = divmod(amount, len(hamlets))
            for place, hamlet in enumerate(hamlets):
                yield Target(hamlet.id, year, category, Decimal(each + (place < more)))
