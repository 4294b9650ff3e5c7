# SPDX-License-Identifier: Apache-2.0
"""Rows, table, CSV and picture of a comparison."""

import csv
import html

from measure import median

FIELDS = ("case", "threads", "peer", "variant", "microseconds", "gops", "limit_microseconds",
          "share_of_limit", "ratio_to_best_peer", "dot_gops", "read_gbytes", "compile_seconds",
          "artefact_bytes", "agrees", "error")


def limit_seconds(case, limits):
    """The least time that arithmetic in 8-bit integers and reading the weights allow."""
    arithmetic = case.operations() / limits.get("dot_ops")
    return max(arithmetic, case.weight_bytes() / limits.get("read_bytes"))


def rows(entries, limits):
    result = []
    for entry in entries:
        case, seconds = entry["case"], median(entry.get("times", [])) / 1e9
        limit = limit_seconds(case, limits)
        result.append({
            "case": case.name, "threads": entry["threads"], "peer": entry["peer"],
            "variant": entry["variant"], "microseconds": seconds * 1e6,
            "gops": case.operations() / seconds / 1e9, "limit_microseconds": limit * 1e6,
            "share_of_limit": limit / seconds, "dot_gops": limits.get("dot_ops") / 1e9,
            "read_gbytes": limits.get("read_bytes") / 1e9,
            "compile_seconds": entry.get("compile_seconds", 0.0),
            "artefact_bytes": entry.get("artefact_bytes", 0),
            "agrees": entry.get("agrees", ""), "error": entry.get("error", "")})
    for row in result:
        others = [r["microseconds"] for r in result if r["peer"] != "qopt" and not r["error"]]
        row["ratio_to_best_peer"] = (min(others) / row["microseconds"]
                                     if others and row["peer"] == "qopt" else 0.0)
    return result


def print_rows(new):
    head = new[0]
    print(f"{head['case']}, {head['threads']} thread(s); limits {head['dot_gops']:.0f} GOP/s, "
          f"{head['read_gbytes']:.1f} GB/s")
    for row in new:
        name = f"{row['peer']} {row['variant']}".strip()
        if row["error"]:
            print(f"  {name:28} {row['error'][:110]}")
            continue
        ratio = (f"  {row['ratio_to_best_peer']:.2f} x the best peer"
                 if row["ratio_to_best_peer"] else "")
        work = (f"{row['gops']:8.1f} GOP/s {100 * row['share_of_limit']:5.1f} % of the limit"
                if row["gops"] else "")
        print(f"  {name:28} {row['microseconds']:10.1f} us {work}  {row['agrees']}{ratio}")
    print(flush=True)


def write_csv(all_rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        for row in all_rows:
            writer.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})


COLOURS = {"qopt": "#1b6ca8", "oneDNN": "#c44", "ONNX Runtime": "#e9a23b", "OpenVINO": "#7a5195",
           "llama.cpp": "#5b8c5a", "IREE": "#8d6e63"}


def write_picture(all_rows, path):
    """Bars of time over the limit's (1 = the limit; shorter is better), one group per case."""
    good = [r for r in all_rows if not r["error"]]
    lines, y = [], 40
    for key in dict.fromkeys((r["case"], r["threads"]) for r in good):
        group = [r for r in good if (r["case"], r["threads"]) == key]
        unit = group[0]["limit_microseconds"] or min(r["microseconds"] for r in group)
        lines.append(f'<text x="8" y="{y + 11}" font-weight="bold">{html.escape(key[0])}, '
                     f'{key[1]} thread(s)</text>')
        y += 16
        for row in sorted(group, key=lambda r: r["microseconds"]):
            over = row["microseconds"] / unit
            width = min(over, 10) * 60
            colour = COLOURS.get(row["peer"], "#888")
            label = f"{row['peer']} {row['variant']}".strip()
            lines.append(
                f'<text x="8" y="{y + 10}">{html.escape(label)}</text>'
                f'<rect x="200" y="{y}" width="{width:.1f}" height="12" fill="{colour}"/>'
                f'<text x="{206 + width:.1f}" y="{y + 10}">{row["microseconds"]:.1f} us '
                f'({over:.2f})</text>')
            y += 15
        y += 8
    body = "\n".join(lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="960" height="{y + 10}" '
            'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" '
            'fill="white"/>\n<text x="8" y="20" font-size="14">Time over the machine\'s limit '
            '(1 = the limit; the fastest where no limit is known)</text>\n'
            f'<line x1="260" x2="260" y1="30" y2="{y}" stroke="#999" stroke-dasharray="3"/>\n'
            f"{body}\n</svg>\n")
