"""The words and phrases that carry a judgement in inspections' prose, with the weight each one has.

A cue is a sequence of lower-case words; the longest cue that begins at a word wins. Weights are whole
steps: 1 says it in passing ("clear"), 2 says it outright ("excellent"), 3 is said of nothing else
("would have benefited from"). The signs come from reading, not from counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CueKind(StrEnum):
    """What a cue does to the clause it stands in."""

    PRAISE = "praise"
    FAULT = "fault"
    EXPECT = "expect"
    NEGATE = "negate"  # turns praise after it into fault, and fault into praise
    IDLE = "idle"  # a phrase that looks like a cue and is none: "no doubt", "not only"
    NEARLY_ALL = "nearly-all"  # an amount that lets the clause stand as it is
    FEW = "few"  # an amount so small that the clause says the opposite of most cases


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as the lexicon holds it. `words` are lower case, apostrophes straight."""

    words: tuple[str, ...]
    kind: CueKind
    weight: int


_PRAISE_OUTRIGHT = """
excellent | outstanding | exemplary | impressive | impressed | impressively | exceptional | exceptionally
strength | strengths | highly effective | very good | really good | very effective | very well
particularly effective | particularly strong | extremely good | extremely well | pleased | commendable
commend | commended | encouraging | encouraged to see | good practice | best practice | high quality
high-quality | good quality | good-quality | good progress | significant progress | effective
effectively | strong | strongly | robust | robustly | thorough | thoroughly | rigorous | rigorously | good
well | positive impact | positive difference | positively | successful | successfully | success
successes | well embedded | well established | well-established | well developed | well-developed
well managed | well-managed | well supported | well-supported | well informed | well-informed
well attended | well-attended | well matched | no delay | without delay | without unnecessary delay
made a difference | making a difference | noticeable differences | innovative | creative | creatively
skilled | skilful | skilfully | tenacious | tenaciously | child-centred | child-focused
no evidence of drift | proactive | proactively | swift | swiftly | prompt | promptly | impact positively
better than | has improved | have improved | had improved | improved significantly | much improved
reduced the risk | led to improvements | led to improved | improved outcomes | risks are reduced
strengthened | is a strength
"""

_PRAISE_IN_PASSING = """
appropriate | appropriately | timely | clear | clearly | sensitive | sensitively | positive
comprehensive | detailed | purposeful | purposefully | knowledgeable | experienced | committed
commitment | ambitious | ambition | responsive | coherent | consistent | consistently | regular
regularly | sufficient | sufficiently | adequate | adequately | suitable | suitably | stable | stability
careful | carefully | embedded | helpful | useful | meaningful | meaningfully | respectful | enthusiastic
keen | motivated | passionate | dedicated | confident | confidence | proportionate | cohesive | enables
enabled | enabling | valued | praised | praise | safely | protected | quickly | immediately | immediate
fully | properly | correctly | benefit from | benefits from | benefited from | benefit | sound | right
improved | improving | improvement | improvements | satisfactory | accessible | accurate | accurately
balanced | collaborative | collaboratively | flexible | focused | holistic | individualised | informed
insightful | inclusive | makes sure | made sure | making sure | mature | nurturing | ensures | ensured
open culture | persistent | persistently | personalised | reflective | resilient | resulted in improved
routinely | strengthens | supportive | tailored | trusted | trusting | understood | understand | vigilant
visible | warm | wide range | good understanding | meets | met | met their needs | relevant | reflected
increased | energised | evident | evidenced | enough | ready access | productive | realistic | smooth
speedily | stronger | better | succinct | speedy | achieving | tackled | thoughtful | thoughtfully
progressing | proud | smart | systematic | systematically | tracked | transparent
"""

_FAULT_OUTRIGHT = """
poor | poorly | weak | weakness | weaknesses | weaker | inadequate | inadequately | insufficient
insufficiently | inconsistent | inconsistently | inconsistency | inconsistencies | missing
unsatisfactory | unacceptable | disappointing | disappointed | disappointingly | unfortunately
regrettably | shortfall | shortfalls | deficit | deficits | deficiency | deficiencies | superficial
ineffective | inappropriate | inappropriately | inaccurate | inaccurately | underestimated | overdue
incomplete | too slow | too slowly | too long | too many | too few | too often | too little | too much
too late | too high | too low | too large | too variable | too optimistic | too readily | too easily
too focused | too reliant | too narrow | too limited | too weak | over-optimistic | overly | backlog
backlogs | unallocated | unassessed | underdeveloped | under-developed | unmet | outdated | out of date
failed to | fails to | failing to | failed | failure | failures | failings | drift | drift and delay
could have been | could have | would have benefited | would benefit | might have | should have | needed to
ought to have | requires improvement | require improvement | required improvement
requires further improvement | areas for improvement | area for improvement | areas for development
area for development | room for improvement | scope for | scope to | more work | further work | more to do
more to be done | more needs | need for improvement | remains a challenge | not yet | yet to be | yet to
not always | not good enough | not well enough | not consistently | not sufficiently | lack | lacks
lacked | lacking | absence of | absent | little evidence | no evidence | little or no | little impact
limited impact | not quite | less effective | less well | less clear | less positive | less consistent
less good | not as good | not as effective | hampered | hampers | hinders | hindered | undermine
undermines | undermined | impede | impedes | impeded | adversely | unclear | unnecessary delay
unnecessary delays | delay | delays | delayed | left at risk | at risk of harm for too long
serious concerns | widespread | serious failures | unnecessarily | improvement is needed
improvements are needed | need to improve | needs to improve | needed to improve | need improvement
needs improvement | needed improvement | needs to be improved | need to be improved
needs to be strengthened | need to be strengthened | needs strengthening | needs to be | need to be
needed attention | more could be done | further development | needs further | need further
"""

_FAULT_IN_PASSING = """
gap | gaps | slow | slowly | late | limited | variable | varied | variability | varies | vary | unable
difficulty | difficulties | concerned | difficult | however | although | unstable | instability | turnover
shortage | shortages | vacancies | barrier | barriers | confusion | confused | declined | declining
deteriorated | deterioration | neglected | premature | reactive | struggle | struggled | struggling
challenge | challenges | challenging | rarely | seldom | minimal | narrow | generic | descriptive
overlooked | ignored | unaware | unhelpful | unrealistic | uncertain | uncertainty | under-reported | too
less | loss | lost | dissatisfied | remains | remain | still | despite | unchecked | problem | problems
issue was | error | errors | worse | worsened | high caseloads | breach of | delayed in | only
reduced capacity | weakens | weakened | limits | limiting | concern | adverse | negative | negatively
rushed | cancelled | repetitive | excessive | inability | lengthy | long waits | waiting times
waiting lists | wait
"""

_EXPECT = """
should | we expect | we would expect | would expect | expected to | is expected | are expected | ought to
must | it is important | is important to | is important that | it is essential | is essential that
is essential to | it is critical | we recommend | recommend that | recommends | it is vital | will need to
needs to consider | is critical to | is required to | are required to | shall
"""

_NEGATE = """
not | no | never | none | nor | neither | without | cannot | n't | hardly | nobody | nothing
"""

_IDLE = """
no doubt | not only | not just | not least | no longer | no fewer than | not to | whether or not | non
not applicable | no more than | due regard | as well as | as well | good enough to ask | still further
well-being | wellbeing | well being | at risk | risk of | still in | good lives | better outcomes for
need to know | should be noted | right to | rights | should they | should the need | positive futures
right care | clear of | at least | children missing | missing children | go missing | goes missing
went missing | going missing | gone missing | missing from home | missing from care | missing education
missing from education | missing episodes | missing episode | missing or | and missing
missing young people | reported missing | are missing from | who are missing | risk assessment
strengths and difficulties | strengths and weaknesses | early help | neglect | safeguarding concerns
concerns about | when concerns | where concerns | concerns are | welfare concerns | emerging concerns
children who need | speech and language difficulties | learning difficulties | emotional difficulties
more than | less than | no children | good or outstanding | good or better | appropriate adult
right school | improvement board | improvement plan | improvement plans | improvement partner
improvement journey | school improvement | improvement programme | improvement notice
improvement measures | strength-based | strengths-based | strengths based | immediate risk
immediate harm | immediate safeguarding | significant harm | return home interviews | not in education
"""

_NEARLY_ALL = """
all but one | all but two | all but a few | almost all | nearly all | every case but one | all cases
every case | in all | the vast majority | vast majority | the large majority | large majority | most
the majority | in most instances | in most cases | with one exception
"""

_FEW = """
a small number of | a small proportion of | only a small | in a minority | a minority of | only one
only two | only three | only four | only five | only six | only half | only some | only a few
only a minority | in few | very few | few | too few | fewer than half | less than half | fewer than
in only one | just one | just two | none of
"""


def _read(block: str, kind: CueKind, weight: int) -> Iterable[Cue]:
    for line in block.strip().splitlines():
        for phrase in line.split("|"):
            yield Cue(tuple(phrase.split()), kind, weight)


def _lexicon() -> dict[str, tuple[Cue, ...]]:
    cues = {
        cue.words: cue
        for block, kind, weight in (
            (_PRAISE_IN_PASSING, CueKind.PRAISE, 1),
            (_PRAISE_OUTRIGHT, CueKind.PRAISE, 2),
            (_FAULT_IN_PASSING, CueKind.FAULT, 1),
            (_FAULT_OUTRIGHT, CueKind.FAULT, 2),
            (_EXPECT, CueKind.EXPECT, 2),
            (_NEGATE, CueKind.NEGATE, 1),
            (_NEARLY_ALL, CueKind.NEARLY_ALL, 1),
            (_FEW, CueKind.FEW, 1),
            (_IDLE, CueKind.IDLE, 0),
        )
        for cue in _read(block, kind, weight)
    }
    grouped: dict[str, list[Cue]] = {}
    for cue in cues.values():
        grouped.setdefault(cue.words[0], []).append(cue)
    return {first: tuple(sorted(group, key=lambda cue: -len(cue.words))) for first, group in grouped.items()}


LEXICON = _lexicon()
"""Cues by their first word, longest first. A phrase in two lists belongs to the later one."""
