"""A story made by hand that holds every kind of thing, with markup characters in what people wrote."""

import io
import math

from PIL import Image

from simulation.story.content import Chart, Curve, Diagram, Link, Node, Number, Slide, Story, Table

EVIL = 'Club #1 $x$ *a* _b_ @me <b>&amp;</b> "q" \\n `c` [d](e) ~ {f} //g </script>'
WORDS = {
    "en": dict(title="Four tiers against no program", question="Does the program of four tiers **pay for itself** within three years?",
               sub="The market is an online shop in China; half of the members buy twice a year.", with_="With the program", without="No program",
               feel="Three in ten members reach silver in the **first year**", retention="Retention",
               measure="Share of members still buying, by month",
               cost="What it costs", part=["Points", "Birthday gifts", "Free shipping", "Service desk"], better="better", range_="in 93 of 100 runs",
               bullet="Points expire after twelve months: members who save for a long time lose what they have, and some will say so.",
               note="Say first what the question is. Then wait.", long=("A club of four tiers whose points never expire while one buys",
                     "A club of five tiers with a fee that is paid back in good points"),
               assumption=["Number", "Value", "Range", "Source", "Mark"]),
    "zh": dict(title="四级会员计划，对比没有会员计划", question="四级会员计划能否在三年内**收回成本**？",
    sub="市场为中国线上商店；半数会员每年购买两次。",
               with_="有会员计划", without="没有会员计划", feel="十分之三的会员在**第一年**升到银级", retention="留存",
               measure="仍在购买的会员占比，按月",
               cost="成本", part=["积分", "生日礼", "包邮", "客服"], better="更好", range_="100 次模拟中有 93 次",
               bullet="积分在 12 个月后过期：长期攒积分的会员会失去所攒的积分，其中有人会不满意。", note="先说问题，再停一下。",
               long=("一项共有四个等级、积分在会员持续购买期间永不过期并且每年赠送一份生日礼的会员计划长名称示例以及它在不同市场中所使用的全部其他称呼",
                     "一项共有五个等级、每年收取会费并以积分形式全额返还同时还提供专属客服的会员计划长名称示例以及它在不同市场中所使用的全部其他称呼"),
               assumption=["数字", "取值", "区间", "来源", "标记"]),
}  # fmt: skip


def logo(kind="PNG", size=(400, 120), mode="RGBA"):
    held = io.BytesIO()
    Image.new(mode, size, (200, 20, 60, 128)[:len(mode)]).save(held, kind)
    return held.getvalue()


def story(language: str = "en") -> Story:
    w = WORDS[language]
    months = list(range(1, 37))
    fall = [0.95 * math.exp(-0.03 * m) + 0.04 for m in months]
    other = [0.95 * math.exp(-0.036 * m) + 0.02 for m in months]
    lines = Chart(
        "lines",
        w["retention"],
        w["measure"],
        months,
        [
            Curve(w["with_"], "program", fall, [v - 0.012 for v in fall], [v + 0.012 for v in fall]),
            Curve(w["without"], "no_program", other, [v - 0.01 for v in other], [v + 0.01 for v in other], dashed=True),
        ],
        "percent",
        f"{w['retention']}: {w['with_']} > {w['without']}",
    )
    net = [-400_000 + 45_600 * m for m in months]
    money = Chart(
        "lines",
        w["cost"],
        w["measure"],
        months,
        [Curve(w["with_"], "program", net, [v - 90_000 - 4_000 * m for m, v in zip(months, net)], [v + 4_100 * m for m, v in zip(months, net)])],
        "money",
        w["cost"],
        "¥",
    )
    stack = Chart(
        "stack",
        w["cost"],
        w["measure"],
        [f"Q{q}" for q in range(1, 9)],
        [Curve(name, f"#0000{18 - 2 * i}", [(40_000 - 8_000 * i) * (1 + 0.1 * q) for q in range(8)]) for i, name in enumerate(w["part"])],
        "money",
        w["cost"],
        "¥",
    )
    forest = Chart(
        "forest",
        w["retention"],
        w["measure"],
        w["part"],
        [Curve(w["with_"], "program", [0.053, 0.012, -0.021, 0.004], [0.031, -0.002, -0.034, -0.009], [0.074, 0.025, -0.008, 0.017])],
        "percent",
        w["retention"],
    )
    pair = Chart(
        "forest",
        w["retention"],
        w["measure"],
        w["part"],
        [
            Curve(w["long"][0], "no_program", [0.041, 0.022, 0.031, 0.014], [0.031, 0.012, 0.021, 0.009], [0.054, 0.035, 0.044, 0.017]),
            Curve(w["long"][1], "program", [0.053, 0.032, 0.041, 0.024], [0.041, 0.022, 0.034, 0.019], [0.074, 0.045, 0.058, 0.037]),
        ],
        "percent",
        w["retention"],
    )
    nodes = [
        Node("join", 0.1, 0.5, 0.16, 0.3, w["part"][0], [w["part"][1]], "program"),
        Node("earn", 0.4, 0.25, 0.18, 0.3, w["part"][1], ["1 : 100"], "silver"),
        Node("use", 0.4, 0.8, 0.18, 0.3, w["part"][2], [EVIL[:7]], "gold"),
        Node("end", 0.85, 0.5, 0.2, 0.3, w["part"][3], [], ""),
    ]
    links = [Link("join", "earn", "+200"), Link("join", "use"), Link("earn", "end", "¥100"), Link("use", "end"), Link("earn", "use", "100")]
    numbers = [
        Number(w["retention"], "47.3%", "46.4 – 48.2", "better", w["better"], "45.1%"),
        Number(w["cost"], "¥1.24m", "1.11 – 1.38", "worse", against=w["without"] + ": ¥0"),
        Number(EVIL, "73.9%", "71.2 – 75.6", "unknown"),
        Number("NPV", "¥912k", "655 – 1,140", "better", w["range_"]),
    ]
    rows = [[f"{w['part'][i % 4]} {i}", f"{i * 1.7:.1f}%", f"{i * 1.5:.1f} – {i * 1.9:.1f}", EVIL if i == 3 else w["bullet"]] for i in range(1, 10)]
    return Story(
        w["title"] + " " + EVIL,
        language,
        [
            Slide("question", w["title"], w["question"], w["sub"], notes=[w["note"], EVIL], bullets=[w["bullet"], EVIL]),
            Slide("program", w["title"], w["question"], diagram=Diagram(nodes, links, w["title"]), notes=[w["note"]]),
            Slide("feel", w["title"], w["feel"], w["sub"], numbers=numbers[:3], charts=[lines], notes=[w["note"]]),
            Slide("outcome", w["title"], w["feel"], w["sub"], numbers=numbers, charts=[money, forest]),
            Slide(
                "cost",
                w["title"],
                w["feel"],
                w["sub"],
                charts=[stack],
                tables=[Table(w["assumption"][:4], rows, w["cost"])],
                bullets=[w["bullet"]] * 2,
            ),
            Slide("risk", w["title"], w["feel"], charts=[forest, pair], bullets=[w["bullet"]] * 3),
            Slide("recommendation", w["title"], w["feel"], w["sub"], numbers=numbers, bullets=[w["bullet"], EVIL]),
        ],
        [
            ("Scenario", w["title"] + " " + EVIL),
            ("Revision", "rev-7"),
            ("Date", "2026-11-23"),
            ("Members", "10,000"),
            ("Months", "36"),
            ("Runs", "20"),
            ("Seed", "42"),
            ("Case", "central"),
        ],
        Table(
            w["assumption"],
            [
                [f"{w['cost']} {i}", f"{i * 13}", f"{i * 11} – {i * 17}", f"https://example.org/{i}?a=1&b=<2> {w['bullet']}", "measured"]
                for i in range(1, 31)
            ],
        ),
        "four-tiers",
    )
