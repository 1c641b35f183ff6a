"""The words and phrases that carry a judgement in inspections' prose, with the weight each one has.

A cue is a sequence of lower-case words; the longest cue that begins at a word wins. Weights are whole
steps: 1 says it in passing ("clear"), 2 says it outright ("excellent"). The signs come from reading, not
from counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CueKind(StrEnum):
    """What a cue does to the clause it stands in."""

    PRAISE = "praise"
    FAULT = "fault"
    WITHHOLD = "withhold"  # a fault that takes praise after it away: "a lack of robust oversight"
    RELIEF = "relief"  # praise that takes fault after it away: "reduced delay"
    EXPECT = "expect"
    NEGATE = "negate"  # turns praise after it into fault, and fault into praise
    IDLE = "idle"  # a phrase that looks like a cue and is none: "no doubt", "not only"
    MOST = "most"  # an amount that lets the clause stand as it is
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
successes | made a difference | making a difference | makes a difference | real difference
noticeable differences | innovative | creative | creatively | skilled | skilful | skilfully | tenacious
tenaciously | child-centred | child-focused | proactive | proactively | swift | swiftly | prompt
promptly | better than | has improved | have improved | had improved | improved significantly
much improved | led to improvements | led to improved | improved outcomes | strengthened | high standard
good standard | competent | fit for purpose | exceeds | clever | real benefits | clear strength | notable
notably | efficient | efficiently | above and beyond | well-established | well-developed | well-managed
well-supported | well-informed | well-attended | well-embedded | well-coordinated | well-targeted
well-planned | well-resourced | well-designed | seamless
"""

_PRAISE_IN_PASSING = """
appropriate | appropriately | timely | clear | clearly | sensitive | sensitively | positive
comprehensive | detailed | purposeful | purposefully | knowledgeable | experienced | committed
commitment | ambitious | ambition | responsive | coherent | consistent | consistently | regular
regularly | sufficient | sufficiently | adequate | adequately | suitable | suitably | stable | stability
careful | carefully | embedded | helpful | useful | meaningful | meaningfully | respectful | enthusiastic
keen | motivated | passionate | dedicated | confident | confidence | proportionate | cohesive | enables
enabled | enabling | valued | value | praised | praise | safely | protected | quickly | immediately
fully | properly | correctly | benefit from | benefits from | benefited from | benefit | benefits
benefited | sound | right | improved | improving | improvement | improvements | satisfactory | accessible
accurate | accurately | balanced | collaborative | collaboratively | flexible | focused | holistic
individualised | informed | insightful | inclusive | makes sure | made sure | making sure | make sure
mature | nurturing | ensures | ensured | ensure | ensuring | persistent | persistently | personalised
reflective | resilient | routinely | strengthens | supportive | tailored | trusted | trusting | understood
understand | understands | vigilant | visible | warm | wide range | broad range | good understanding
meets | met | relevant | reflected | increased | energised | evident | evidenced | enough | productive
realistic | smooth | speedily | stronger | better | succinct | speedy | achieving | tackled | thoughtful
thoughtfully | progressing | proud | smart | systematic | systematically | tracked | transparent | safe
supported | promotes | promoted | encouraged | respected | fully involved | easily | actively | determined
diligent | energetic | imaginative | bespoke | intensive | enjoy | happy | thrive | thriving | prioritised
invested | investment | assured | confirm | in line with | sustained | increasingly | engaged | engages
involved | helps | helped | help to | enhanced | enhances | empowered | welcomed | on time | up to date
up-to-date | specialist | strengthening | contributes | contributed | well-being support | available
influence | influential | celebrated | celebrate | good use | considered | recognised | shared | responded
led to | dynamic | coordinated | co-ordinated | identifies | identify | less likely to reoffend
less likely to offend | less likely to re-offend | helpfully | as well as it | as well as they
as well as we | as quickly as | as thorough as | as well as it should have | as well as it should
as well as they should have | as well as they should | always | are able to | were able to | is able to
was able to
"""

_FAULT_OUTRIGHT = """
poor | poorly | weak | weakness | weaknesses | weaker | inadequate | inadequately | inconsistent
inconsistently | inconsistency | inconsistencies | unsatisfactory | unacceptable | missing | disappointing
disappointed | disappointingly | unfortunately | regrettably | shortfall | shortfalls | deficit | deficits
deficiency | deficiencies | superficial | ineffective | inappropriate | inappropriately | inaccurate
inaccurately | underestimated | overdue | incomplete | too slow | too slowly | too long | too many
too often | too much | too late | too high | too low | too large | too variable | too optimistic
too readily | too easily | too focused | too reliant | too narrow | too weak | too brief | too dependent
over-optimistic | overly | over-reliance | overreliance | backlog | backlogs | unallocated | unassessed
underdeveloped | under-developed | unmet | outdated | out of date | out-of-date | failure | failures
failings | drift | requires improvement | require improvement | required improvement
requires further improvement | areas for improvement | area for improvement | areas for development
area for development | missed opportunity | missed opportunities | remains a challenge | ongoing challenge
not good enough | not well enough | not quite | less effective | less well | less clear | less positive
less consistent | less good | not as good | not as effective | adversely | unclear | unnecessary delay
unnecessary delays | delay | delays | delayed | left at risk | serious concerns | worrying | widespread
unnecessarily | urgent attention | under-utilised | underused | poorer | breaching | belated | fragmented
sporadic | patchy | churn | over-lengthy | unsuitable | infancy | discrepancies | unsettling
misunderstood | hard to find | difficult to | wait too long | absent | absent from | harmed | harms
damaged | damages
"""

_FAULT_IN_PASSING = """
gap | gaps | slow | slowly | late | variable | varied | variability | varies | vary | difficulty
difficulties | concerned | difficult | unstable | instability | turnover | shortage | shortages
vacancies | barrier | barriers | confusion | confused | decline | declined | declining | deteriorated
deterioration | premature | reactive | struggle | struggled | struggling | challenge for | challenges
challenging | narrow | narrower | generic | overlooked | ignored | unaware | unhelpful | unrealistic
uncertain | uncertainty | loss | lost | dissatisfied | unchecked | problem | problems | error | errors
worse | worsened | high caseloads | adverse | negative | negatively | rushed | cancelled | repetitive
excessive | inability | lengthy | long waits | waiting times | waiting lists | passive | angry | anxiety
pressured | pressures | pressure | loneliness | below | flaws | complaints | not enough | too | mixed
depend on | waiting too | less | sequential | drops | stretched | disrupted | risks delays | untimely
overwhelmed | blocks | reduces the capacity | a challenge | extremely low | slower | few opportunities
is low | are low | was low | affected | affects | affect | a copy of | copies of
"""

_WITHHOLD_OUTRIGHT = """
lack | lacks | lacked | lacking | a lack of | absence of | little evidence | no evidence | little or no
little impact | limited impact | insufficient | insufficiently | failed to | fails to | failing to
failed | could have been | could have | would have benefited | would benefit | might have | should have
ought to have | room for | scope for | scope to | more work | further work | more to do | more to be done
more needs | need for improvement | not yet | yet to be | yet to | not always | not consistently
not sufficiently | not routinely | not adequately | not effectively | not currently | not enough
hampered | hampers | hinders | hindered | hindering | undermine | undermines | undermined | impede
impedes | impeded | inhibits | inhibited | compromises | compromised | restricts | restricted
improvement is needed | improvements are needed | need to improve | needs to improve | needed to improve
need improvement | needs improvement | needed improvement | needs to be | need to be | needs to
needed attention | more could be done | further development | needs further | need further
needs strengthening | require strengthening | requires strengthening | requires attention
require further | requires further | need to ensure | too few | too little | too limited | too early to
too soon to | too new to | unable to | no indication | rarely | seldom | little evidence of | prevents
prevent this | work is needed | more is needed | work is required | work is still required
limited evidence | did not always | not all | rather than | tended to | tendency to | need to strengthen
still required | need to further | would support more | in only | not ensured | could be improved
could be better | could be more | could be strengthened | could be further | yos needed to
managers needed to | staff needed to | plans needed to | assessments needed to | work needed to
practice needed to | needed to be | is at an early stage | are at an early stage | recognised the need
recognises the need | recognise the need | identified the need | identifies the need | identified a need
aware of the need | need for more | need for better | need for greater | need for improved
a need for better | a need for more | a need for greater | more work is needed | further work is needed
improvement is required | improvements are required | further work is required | impacts on their ability
requires a | now requires | remains too | work to be done | also a need | there is scope | there was scope
there is still | fail to | absence
"""

_WITHHOLD_IN_PASSING = """
limited | limits | limit | limiting | limited to | only | unable | minimal | weakens | weakened | little
reduced capacity | impacts on | concern that | concerns that | lost contact | compared poorly | need to
"""

_RELIEF = """
reduce | reduces | reduced | reducing | reduction in | reductions in | prevent | prevents | prevented
preventing | address | addresses | addressed | addressing | tackle | tackles | tackled | tackling | avoid
avoids | avoided | avoiding | minimise | minimises | minimised | minimising | mitigate | mitigates
mitigated | resolve | resolves | resolved | resolving | overcome | overcame | remove | removed | removing
eliminate | eliminated | fewer | respond to | responds to | responded to | responding to | spot
free from | disrupt | disrupts | recover from | challenge | challenges poor
"""

_EXPECT = """
should | we expect | we would expect | would expect | ought to | must | it is important | is important to
is important that | important for | it is essential | is essential that | is essential to | we recommend
strongly recommend | recommend that | recommends | it is vital | needs to consider | ask that
expectation that | shall | really important | need to make sure | need to take place
"""

_NEGATE = """
not | no | never | none | nor | neither | without | cannot | hardly | nobody | nothing | none of
"""

_IDLE = """
no doubt | not only | not just | not least | no longer | no fewer than | whether or not | not applicable
no more than | due regard | as well as | as well | well-being | wellbeing | well being | at risk | risk of
good lives | need to know | should be noted | should they | should the need | as they should
as it should | than they should | clear of | children missing | missing children | go missing
goes missing | went missing | going missing | gone missing | missing from home | missing from care
missing education | has been a need | missing from education | missing episodes | missing episode
missing or | and missing | missing young people | reported missing | children who are missing
who are missing | are missing and | strengths and difficulties | strengths and weaknesses
strength and difficulty | safeguarding concerns | concerns about | when concerns | where concerns
concerns are | welfare concerns | emerging concerns | children who need | learning difficulties
emotional difficulties | good or outstanding | good or better | appropriate adult | improvement board
improvement plan | improvement plans | improvement partner | improvement journey | school improvement
improvement programme | improvement notice | improvement measures | strength-based | strengths-based
significant harm | not in education | in education | where necessary | where appropriate
when appropriate | if necessary | when necessary | right to | only when | not necessarily due
no later than | safeguarding board | better outcomes for | serious case reviews | improvement framework
lead member | early help | effectiveness of | specialist assessments | high risk | high-risk
risk assessment | ‘good' | child protection | children in need | need of help | in need of | need help
need for care | when needed | if needed | as needed | where needed | is not safe | not safe | be safe
cannot live | cannot be | cannot safely | cannot return | challenging behaviour | challenging work
identified need | identified needs | who need to | they need to | children need to | people need to
families need to | as they could | a small number | small number of | a small proportion | small minority
support they need | help they need | whether | is not known to | less likely | we considered
experienced by | have experienced | had experienced | has experienced | who experienced
experienced delay | not as a | difficult behaviours | difficult behaviour | challenging behaviours
often key to | key to | difficult circumstances | difficult situations | difficult times | it should have
they should have | affected by
"""

_MOST = """
all but one | all but two | all but three | all but a few | almost all | nearly all | every case but one
all cases | every case | in all | the vast majority | vast majority | the large majority | large majority
most | the majority | in most instances | in most cases | with one exception | in almost all
in all but one | in all but two | in all but three | in all but a few | in all but
"""

_FEW = """
only a small | in a minority | a minority of | only one | only two | only three | only four | only five
only six | only half | only some | only a few | only a minority | in few | very few | fewer than half
less than half | just one | just two | fewer than | only a small number | only a small proportion
in just | not many | in half of | half of the cases | in half the | few of | hardly any | in hardly any
in only one | in only two | in only three | in only four | in only five | in only six | in only half
in only some | in only a few | in only a small | in only a minority | in just one | in just two
in just three
"""


def _read(block: str, kind: CueKind, weight: int) -> Iterable[Cue]:
    for line in block.strip().splitlines():
        for phrase in line.split("|"):
            yield Cue(tuple(phrase.split()), kind, weight)


def _lexicon() -> dict[str, tuple[Cue, ...]]:
    blocks = (
        (_PRAISE_IN_PASSING, CueKind.PRAISE, 1),
        (_PRAISE_OUTRIGHT, CueKind.PRAISE, 2),
        (_FAULT_IN_PASSING, CueKind.FAULT, 1),
        (_FAULT_OUTRIGHT, CueKind.FAULT, 2),
        (_WITHHOLD_IN_PASSING, CueKind.WITHHOLD, 1),
        (_WITHHOLD_OUTRIGHT, CueKind.WITHHOLD, 2),
        (_RELIEF, CueKind.RELIEF, 1),
        (_EXPECT, CueKind.EXPECT, 2),
        (_NEGATE, CueKind.NEGATE, 1),
        (_MOST, CueKind.MOST, 1),
        (_FEW, CueKind.FEW, 1),
        (_IDLE, CueKind.IDLE, 0),
    )
    cues = {cue.words: cue for block, kind, weight in blocks for cue in _read(block, kind, weight)}
    grouped: dict[str, list[Cue]] = {}
    for cue in cues.values():
        grouped.setdefault(cue.words[0], []).append(cue)
    return {first: tuple(sorted(group, key=lambda cue: -len(cue.words))) for first, group in grouped.items()}


LEXICON = _lexicon()
"""Cues by their first word, longest first. A phrase in two lists belongs to the later one."""
