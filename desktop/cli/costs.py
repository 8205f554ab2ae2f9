"""`stet costs`: what was spent, by what, and how far estimates were off."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.output import check_place
from desktop.cli.report import dollars, print_json
from desktop.domain.ledger import EstimateError, GroupBy, Total, estimate_error
from desktop.jobs.ledger_table import ledger_csv
from desktop.jobs.save_result import write_beside
from desktop.jobs.spending_summary import JUDGED, summed
from desktop.storage.ledger import Ledger, start_of_day, start_of_month


def show_costs(options: Namespace, context: Context) -> int:
    """ProblemError: the library's, or a table that cannot be written."""
    is_printed = options.csv is not None and str(options.csv) == "-"
    if options.csv is not None and not is_printed:
        check_place(options.csv)
    with context.open_library(options) as library:
        if options.csv is not None:
            _export(library.ledger, None if is_printed else options.csv, context)
        if is_printed:
            return DONE
        by = GroupBy(options.by)
        totals = library.ledger.totals(by)
        error = estimate_error(library.ledger.latest_priced(JUDGED))
        if options.json:
            print_json(context, _value(by, totals, error, library.ledger))
        else:
            for line in (*_lines(totals), *_error_lines(error)):
                print(line, file=context.out)
    return DONE


def _export(ledger: Ledger, path: Path | None, context: Context) -> None:
    """To a file, in the form that spreadsheets recognise, or to standard output."""
    table = ledger_csv(ledger.entries())
    if path is None:
        context.out.write(table.replace("\r\n", "\n"))
    else:
        write_beside(path, table.encode("utf-8-sig"))


def _lines(totals: tuple[Total, ...]) -> list[str]:
    if not totals:
        return ["Nothing has been spent."]
    all_of_it = summed("total", totals)
    rows = totals if len(totals) == 1 else (*totals, all_of_it)
    width = max(len(_name(one)) for one in rows)
    return [_line(one, width) for one in rows]


def _line(total: Total, width: int) -> str:
    maybe = f"  {_amount(total.maybe_usd)} more may have been billed" if total.maybe else ""
    unpriced = f"  {total.unpriced} without a known price" if total.unpriced else ""
    counts = f"{total.requests:>5} requests  {total.pictures:>5} pictures"
    return f"{_name(total):<{width}}  {_amount(total.billed_usd):>10}  {counts}{maybe}{unpriced}"


def _name(total: Total) -> str:
    return total.name or "(none)"


def _amount(amount: Decimal) -> str:
    return f"${amount:.4f}"


def _error_lines(error: EstimateError) -> list[str]:
    if not error.jobs:
        return []
    side = "too high" if error.mean >= 0 else "too low"
    said = (
        f"Estimates of the last {error.jobs} requests: usually {error.typical:.1%} off, at worst "
        f"{error.worst:.1%}; on average {abs(error.mean):.1%} {side}."
    )
    return [said]


def _value(
    by: GroupBy, totals: tuple[Total, ...], error: EstimateError, ledger: Ledger
) -> dict[str, Any]:
    now = datetime.now(UTC)
    today = summed("today", ledger.totals(GroupBy.DAY, start_of_day(now)))
    month = summed("month", ledger.totals(GroupBy.MONTH, start_of_month(now)))
    return {
        "by": str(by),
        "totals": [_total_value(one) for one in totals],
        "today_usd": dollars(today.counted_usd),
        "month_usd": dollars(month.counted_usd),
        "estimate_error": {
            "jobs": error.jobs,
            "mean": error.mean,
            "typical": error.typical,
            "worst": error.worst,
            "within": error.within,
        },
    }


def _total_value(total: Total) -> dict[str, Any]:
    return {
        "name": total.name,
        "requests": total.requests,
        "pictures": total.pictures,
        "billed_usd": dollars(total.billed_usd),
        "maybe_usd": dollars(total.maybe_usd),
        "maybe": total.maybe,
        "unpriced": total.unpriced,
    }
