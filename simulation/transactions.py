"""Transaction files: purchases by customer, date and amount, read, checked and refused in words."""

import io
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.words import N_, said

COLUMN_NAMES = {  # the first found is taken
    "customer_id": ("customer_id", "customer", "customerid", "member_id", "member", "user_id", "会员编号", "客户编号", "id"),
    "date": ("date", "order_date", "purchase_date", "transaction_date", "日期"),
    "amount": ("amount", "value", "dollars", "dollar_value", "sales", "spend", "total", "金额"),
    "discount": ("discount", "discounts", "discount_amount", "discount_rate", "优惠"),
}
OPTIONAL = ("discount",)
REMEDIES = {
    N_("is empty"): N_("give every purchase its customer, date and amount"),
    N_("is not a date"): N_("write dates as 2024-03-31 or 20240331"),
    N_("is not a number"): N_("write amounts as 1234.50, with no currency sign and no thousands separator"),
    N_("is no discount"): N_("write how much came off as a number like 5 or 0.1, and 0 or nothing where nothing did"),
    N_("is negative"): N_("returns should be left out: each row is a purchase"),
}
RAW_CDNOW = ["master_id", "customer_id", "date", "units", "amount"]


class TransactionsError(ValueError):
    """The transactions cannot be used. The message names the file, row and column, what is wrong and what would be right."""


def read_transactions(path: str | Path | io.BytesIO) -> pd.DataFrame:
    """Read purchases as customer_id (text), date (day) and amount, from a CSV with a header or from the raw CDNOW text.

    A column for the discount, where there is one, comes along as a number: any but 0 is a discount.

    `path` may also be an upload (BytesIO). Columns go by the names in COLUMN_NAMES in any case; commas, semicolons, tabs or
    spaces separate them. Raises TransactionsError naming file, line, column, fault and remedy.
    """
    name = Path(path).name if isinstance(path, str | Path) else getattr(path, "name", "the uploaded file")
    try:
        text = (Path(path).read_bytes() if isinstance(path, str | Path) else path.getvalue()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TransactionsError(said("{name}: cannot be read as text ({error}); give a file saved as CSV UTF-8", name=name, error=error)) from error
    blank_lines, first = next(((i, line.strip()) for i, line in enumerate(io.StringIO(text)) if line.strip()), (0, ""))
    if not first:
        raise TransactionsError(said("{name}: is empty; it needs the header customer_id,date,amount and one row per purchase", name=name))
    fields = first.split()
    has_header = len(fields) not in (4, 5) or not all(field.replace(".", "").isdigit() for field in fields)
    separator = max(",;\t", key=first.count) if any(mark in first for mark in ",;\t") else r"\s+"
    header = {"index_col": False} if has_header else {"header": None, "names": RAW_CDNOW[-len(fields) :]}
    reading = {"sep": separator, "dtype": str, "keep_default_na": False, "skip_blank_lines": False, "skiprows": blank_lines}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(io.StringIO(text), **reading, **header)
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise TransactionsError(said("{name}: its rows do not fit together ({problem}); give every row the fields of the header, and {remedy}",
                                     name=name, problem=str(error).strip().rstrip("."), remedy=said(REMEDIES["is not a number"]))) from error
    return checked(table.apply(lambda column: column.str.strip()), name, N_("line {n}"), blank_lines + 1 + has_header)


def checked(table, source, row_word, first_row):
    """The columns of the table that are purchases', in their types, or a TransactionsError that names the first faulty cell."""
    given = ["_".join(str(column).lower().split()) for column in table.columns]
    places = {column: next((given.index(name) for name in names if name in given), None) for column, names in COLUMN_NAMES.items()}
    places = {column: place for column, place in places.items() if place is not None or column not in OPTIONAL}
    for column in [column for column, place in places.items() if place is None]:
        raise TransactionsError(said("{source}: no column for {column} among {known}; name one {column}",
                                     source=source, column=column, known=", ".join(map(str, table.columns))))
    rows = table.iloc[:, list(places.values())].set_axis(list(places), axis=1).set_axis(range(first_row, first_row + len(table)))
    rows = rows[~(rows.isna() | rows.eq("")).all(axis=1)]
    if rows.empty:
        raise TransactionsError(said("{source}: holds no purchases; it needs one row per purchase", source=source))
    days, amounts = calendar_days(rows["date"]), pd.to_numeric(rows["amount"], errors="coerce").astype(float)

    def reject(is_faulty, column, fault):
        if is_faulty.any():
            row, n = is_faulty.idxmax(), is_faulty.sum()
            cell = said("{source}, {row}, column '{column}'", source=source, row=said(row_word, n=row), column=table.columns[places[column]])
            held = {"cell": cell, "given": f"{str(rows.at[row, column])!r}", "fault": said(fault), "remedy": said(REMEDIES[fault])}
            raise TransactionsError(said("{cell}: {given} {fault} (the first of {n}); {remedy}", n=n, **held) if n > 1 else
                                    said("{cell}: {given} {fault}; {remedy}", **held))

    for column in rows.columns.difference(OPTIONAL, sort=False):
        reject(rows[column].isna() | rows[column].eq(""), column, "is empty")
    reject(days.isna(), "date", "is not a date")
    reject(~np.isfinite(amounts), "amount", "is not a number")
    reject(amounts < 0, "amount", "is negative")
    if "discount" in rows:
        given = rows["discount"].where(~(rows["discount"].isna() | rows["discount"].eq("")), 0)
        discounts = pd.to_numeric(given, errors="coerce").astype(float)
        reject(~np.isfinite(discounts), "discount", "is no discount")
        rows = rows.assign(discount=discounts)
    return rows.assign(date=days, amount=amounts).reset_index(drop=True)


def calendar_days(dates):
    """Calendar days as written, hours and time zones dropped; NaT for what is not a date."""
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.dt.tz_localize(None).dt.normalize()
    written = dates.astype(str).str.strip().str.replace(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
    parts = written.str.extract(r"^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[ T][\d:.,+ -]*Z?)?$")
    return pd.to_datetime(parts[0] + parts[1].str.zfill(2) + parts[2].str.zfill(2), format="%Y%m%d", errors="coerce")
