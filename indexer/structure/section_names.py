"""Section names of the whole family of reports, with the slug that each stands for between the years.

Order matters: the first pattern that matches the whole name wins, so narrow names stand before wide ones.
Patterns meet the name in lower case, with straight apostrophes, without its number and grade.
"""

from __future__ import annotations

SECTION_NAMES: tuple[tuple[str, str], ...] = (
    # HMI Probation letters and joint inspections
    ("context", r"(?:context|background(?: and context)?)"),
    ("commentary", r"commentary(?: on the inspection.*)?"),
    ("reducing-reoffending", r"(?:interventions to reduce|reducing(?: the likelihood of)?) ?re-?offending.*"),
    ("protecting-the-public", r"protecting the public.*"),
    ("protecting-the-child", r"protecting (?:the )?child(?:ren)?(?: (?:or|and) young (?:person|people))?.*"),
    ("ensuring-the-sentence-is-served", r"(?:making sure|ensuring)(?: that)?(?: the)? sentence is served.*"),
    ("operational-management", r"operational management.*"),
    ("governance", r"governance and partnerships?"),
    ("key-strengths", r"(?:(?:key|outstanding|particular|main|notable) )?strengths.*"),
    (
        "areas-requiring-improvement",
        (
            r"(?:key |main |priority )?areas? (?:requiring|for|in need of|needing)(?: priority)?"
            r" (?:improvement|development|action).*"
        ),
    ),
    ("appendix", r"(?:appendix|annex|annexe)(?: (?:\d+|[a-z]))?(?:[:.–-] ?.*)?"),
    # Ofsted: children's services
    (
        "overall-effectiveness",
        (
            r"(?:the )?overall (?:effectiveness|judge?ment).*"
            r"|(?:children's services|services for children)\b.* (?:in|of) .*(?: because)?"
        ),
    ),
    ("key-strengths", r"(?:the )?(?:local authority|lscb|board|area)'?s? strengths"),
    (
        "what-needs-to-improve",
        (
            r"what (?:needs to (?:improve|be improved|change)"
            r"|do(?:es)? the (?:.{0,60}) need to (?:improve|do better))\b.*"
        ),
    ),
    (
        "inspection-judgements",
        r"(?:what )?(?:the )?inspection judge?ments?.*|inspection outcome|(?:the )?judge?ments?(?: grade)?",
    ),
    ("lscb", r".*\blocal safeguarding children board.*|.*\blscb\b.*"),
    ("executive-summary", r"executive summary"),
    ("summary-for-children", r"summary for children and young people"),
    ("recommendations", r"recommendations?(?: .*)?"),
    ("adoption", r"(?:.*judge?ment.*)?adoption performance.*|adoption"),
    ("care-leavers", r"(?:.*judge?ment.*)?(?:the )?experiences? and progress of care leavers.*|care leavers"),
    (
        "looked-after-children",
        r".*(?:children (?:and young people )?(?:looked after|in care)|looked[ -]after children).*",
    ),
    (
        "help-and-protection",
        (
            r".*(?:children|families)(?: and (?:young people|families))?,? (?:who )?need(?:ing)? help"
            r"(?:,? and| or) protection.*"
            r"|.*\bhelp and protection\b.*|.*protection of children.*"
        ),
    ),
    (
        "leadership",
        r"(?:the )?(?:leadership|impact of leaders|leaders and managers).*|.*impact of leaders on.*",
    ),
    (
        "what-is-effective",
        r"what is the (?:local )?(?:area(?: partnership)?|partnership) doing that is effective.*",
    ),
    ("what-it-is-like", r"what is it like to be a child.*"),
    ("capacity-to-improve", r"(?:the )?capacity (?:to improve|for improvement).*"),
    ("outcomes", r"outcomes for .*"),
    ("quality-of-practice", r"(?:the )?quality of (?:practice|provision).*"),
    (
        "main-findings",
        (
            r"(?:record of )?(?:main|key|headline|inspection|summary of)(?: inspection)?"
            r" (?:findings|judge?ments)(?:[ –-].*)?|findings"
        ),
    ),
    (
        "local-authority-information",
        (
            r"(?:the )?(?:service information|information about (?:the|this) (?:local|area|review).*"
            r"|local authority(?: details| [–-] summary of findings)?"
            r"|local (?:area )?partnership details)|section \d: the local authority"
        ),
    ),
    (
        "information-about-inspection",
        r"(?:information )?about (?:this|the) inspection.*|(?:the )?inspection team|details of the inspection",
    ),
    ("case-study", r"(?:case|practice) (?:study|studies|example)s?.*|good practice (?:example|case study).*"),
    ("next-steps", r"next steps"),
    ("progress", r"progress since .*"),
    ("introduction", r"introduction"),
    ("summary", r"(?:overall )?summary(?: of (?:the )?.*)?"),
)
