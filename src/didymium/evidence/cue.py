"""Words that tell what a clause is: about its source, an absence, an order, a plan, an opinion."""

from __future__ import annotations

import re


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


#: statements about the document itself
SOURCE = _words(
    r"^\W*(?:disclaimer\W+)?(?:this|the|all|these|any)(?: above| following| news| press| original)? (?:article|item|news item|report|story|information|details|content|material|summary|translation|post|page|document)s?\b"
    r"[^.]{0,60}\b(?:is|was|are|were|originat\w+|comes?|came|should|must|has|have|appeared|draws?|relies|derives?|may)\b[^.]*\b(?:based|originat\w+|from|verif\w+|confirm\w+|translat\w+|compil\w+|sourc\w+|advice|published|appeared|informational|relied)\b"
    r"|\bindependently (?:verif|confirm)\w+|\bcould not (?:be )?(?:independently |immediately )?(?:verif\w+|confirm\w*)\b|\bnot been (?:independently )?(?:verified|confirmed)\b"
    r"|^\W*(?:originally|first) (?:published|appeared|reported) (?:in|by|on|at)\b|^\W*source\s?:|^\W*\(?(?:reporting|writing|editing|compiled|translated) by\b|^\W*(?:©|\(c\)|copyright\b)"
    r"|\b(?:does|do|is|are) not (?:constitute|intended as) (?:investment|financial|legal) advice\b|^\W*\(?with (?:reporting|files|inputs?) (?:by|from)\b"
)
#: a source named in passing: who issued what is told
ISSUED = _words(r"\b(?:announcements?|statements?|reports?|releases?|notices?|figures|news|data|articles?|documents?),? (?:was |were |is )?(?:issued|published|released|posted|carried|circulated) (?:via|by|in|on|through) (?:the )?[A-Z][^,.;]*")
ABSENCE = _words(
    r"\bno (?:public |official |further |new |immediate |specific |clear |concrete |additional |other |timeline |formal |such )*"
    r"(?:announcements?|mention|word|details?|indications?|evidence|figures?|timelines?|dates?|plans?|decisions?|information|comments?|references?|signs?|data|breakdown|explanation|targets?|contracts?|offtake)\b"
    r"|\b(?:did|does|do|has|have|had|was|were|is|are) not (?:yet |immediately |publicly |been |be )*"
    r"(?:disclos\w+|provid\w+|specif\w+|mention\w*|say|said|giv\w+|name[ds]?|respond\w*|comment\w*|elaborat\w+|reveal\w*|announc\w+|publish\w*|releas\w+|report\w*|identif\w+|stat(?:e|ed)|explain\w*|confirm\w*|availab\w+|clear|known|detail\w*|quantif\w+|set out)\b"
    r"|\bdeclined to (?:comment|say|disclose|give|name|elaborate|provide)|\bwithout (?:giving|providing|specifying|naming|elaborating|disclosing|saying|mentioning|offering)\b"
    r"|\b(?:remains?|was|is|were|are) (?:undisclosed|unclear|unknown|unspecified)\b|\bhas yet to (?:disclose|announce|publish|release|name|specify|say|comment|confirm)|\bmade no (?:mention|reference|comment)"
)
#: orders, and calls by those who can give them
DIRECTED = _words(
    r"\b(?:instruct(?:ed|s|ing)?|order(?:ed|s|ing)? \w+(?: \w+){0,4} to|direct(?:ed|s|ing) \w+(?: \w+){0,5} to|urg(?:ed|es|ing)|call(?:ed|s|ing) (?:on|for|upon)|demand(?:ed|s|ing)|requir(?:ed|es|ing) (?!by\b|for\b)"
    r"|mandat(?:ed|es|ing)|request(?:ed|s|ing)|stress(?:ed|es|ing)|emphasi[sz](?:ed|es|ing)|tasked? |must\b|shall\b|need(?:s|ed)? to|should\b|(?:are|is|be|were|was) required to|(?:are|is|was|were) (?:instructed|ordered|told|asked|directed|urged|obliged) to|will not be permitted)"
)
PLANNED = _words(
    r"\b(?:will|shall|plans?|planned|planning|aims?|aimed|aiming|intends?|intended|hopes? to|seeks? to|sought to|wants? to|targets?|targeted|targeting|pledg\w+|commit(?:s|ted|ment)?|promis\w+|vow\w+"
    r"|(?:is|are|was|were|been|being) (?:\w+ )?(?:set|due|scheduled|slated|expected|poised|planned|projected|forecast|designed|earmarked|targeted|anticipated|on track|preparing|looking|going|about|considering|exploring|working|seeking) (?:to|for)\b"
    r"|expect(?:s|ed|ing)? to|on track to|on schedule|agree(?:d|s|ing)? to|propos(?:ed|es|ing)|set(?:s|ting)? (?:its|a|out|the|their) (?:course|sights|goal|target|roadmap|plans?)|roadmap (?:for|to)|to be (?:built|completed|commissioned|delivered|opened|used|produced|spent)|(?:expected|scheduled|due|slated|planned|set) (?:to|for|in|by)|look(?:s|ing)? to|would (?:build|supply|invest|buy|produce|provide|purchase|fund|begin|start|allow|receive|spend|construct|acquire)|under (?:the )?(?:plan|agreement|proposal)[^,]*, |considering|exploring|in (?:talks|discussions)|(?:is|are) to (?!be\b)\w+|suggest(?:ed|s|ing)? to|recommend(?:ed|s|ing)?)\b"
)
HEDGED = _words(
    r"\b(?:may|might|could|likely|unlikely|probably|perhaps|possibly|appears?|appeared|seems?|seemed|arguably|potentially|presumably|apparently|would|suggests?|if|whether|risks?|unless)\b"
)
#: what only an opinion says: judging words, figures of speech, comparisons without a measure
JUDGED = _words(
    r"\b(?:crucial|vital|pivotal|key to|essential|indispensable|remarkabl\w+|stark|urgent|unmistakabl\w+|dominan\w+|dominat\w+|stranglehold|chokehold|choke ?point|leverage|weaponi\w+|decisive\w*|formidable|unparalleled|unmatched|unrivall?ed"
    r"|game[- ]chang\w+|transformative|transformational|robust|resilien\w+|vulnerab\w+|fragil\w+|bottleneck|wake-?up call|cementing|double?ing down|doubling down|tighten\w* (?:its |their |the )?grip|tightening of control|gap|race to|battle|war chest|arsenal|grip|ironclad"
    r"|strategic(?:ally)? (?:important|significant|focused|shift|move|reinvention|tightening|asset|competition)|competitive edge|edge over|self-relian\w+|clear signal|message|implications?|underscor\w+|illustrat\w+|signal(?:s|ed|ing|led|ling)?\b|reflect\w* (?:a|the|growing|broader)|mark\w* a (?:shift|turning|milestone|step|significant)"
    r"|significant (?:step|milestone|shift|impact|challenge|threat)|milestone|important (?:step|milestone|role)|more (?:urgent|important|difficult|vulnerable|likely|challenging|than ever)|less (?:likely|relevant)|increasingly|good news|bad news|worth noting|noteworthy|notable|surpris\w+"
    r"|of course|indeed|in (?:our|my) (?:view|opinion)|we (?:believe|think|expect)|investors should|for investors|matters? (?:because|for)|what this means|bottom line|the (?:question|challenge|risk|danger|reality|problem|point|lesson|upshot|takeaway)|ambitio\w+|disciplined|assertive|cautious\w*|bold|aggressive\w*|quietly|furious\w*|dramatic\w*|sweeping shift|far from|no longer just|not (?:just|merely|simply)"
    r"|proud|pleased|delighted|excit\w+|confident|optimis\w+|pessimis\w+|tremendous|incredible|great achievement|leader and innovator|well[- ](?:positioned|funded|placed)|coordinated|competition will|hinge|world-class|premier)\b"
)
#: subjects that are a judgement by themselves
ABSTRACT = _words(
    r"^\W*(?:but |and |yet |so |still |thus |for [^,]{3,60}, )*(?:(?:the|this|that|such|these|those|its|their|a|each|every) )?(?:[\w’'-]+ ){0,3}?(?:tone|message|messaging|implications?|risk|risks|challenge|challenges|question|stakes?|move|moves|step|steps|approach|transition|shift|trend|pattern|strategy|outlook|reality|picture|signal|signals|dominance|competition|sentiment|case|lesson|takeaway|moral|bottom line|story|irony|problem|threat|narrative|gap|ambition|future)"
    r" (?:for [^,]{3,60} )?(?:is|are|was|were|remains?|means?|reflects?|represents?|lies?|could|may|will|suggests?|has|have|shows?|comes?|appears?|of)\b"
)
MARKET = _words(r"^\W*(?:(?:the|global|world|chinese|spot|domestic|rare[- ]earth|magnet|ndpr|oxide|market|average|strong|weak|rising) )*(?:demand|prices?|supply|market|markets|consumption|shortages?|deficits?|surplus|growth|volatility|pricing|sentiment|analysts?|investors?|observers?|experts?|critics?)\b")
CONJECTURE = _words(r"\b(?:will|would|is set to|are set to|is expected to|are expected to|is likely to|are likely to|is poised to|could|may|might)\b")
OWNERSHIP = _words(r"\b(?:subsidiar\w+|state[- ]owned|owned by|owns?|owner of|part of|unit of|arm of|division of|parent|shareholder|joint venture|stake in|controlled by|controls|affiliate|backed by|holding company|listed (?:on|company))\b")
ROLE = _words(r"\b(?:chairman|chairwoman|chair|president|chief (?:executive|financial|operating|technology)|ceo|cfo|coo|director|secretary|minister|manager|head of|founder|spokes\w+|professor|analyst|governor|senator|officer|ambassador|commissioner|partner at)\b")
MEETING = _words(r"\b(?:meeting|conference|summit|session|ceremony|visit|talks|forum|briefing|inspection|plenum|congress|workshop|training)\b")
EXPANSION = _words(r"\b(?:expansion|expand\w*|construction|commissioning|completion|upgrade|build\w*|open\w*|launch\w*|ramp[- ]?up|restart\w*|start-?up|groundbreaking|broke ground|establish\w*)\b")
NOMINAL = _words(r"^\W*(?:an? |the |its |their )?(?:\w+ ){0,3}?(?:expansion|construction|completion|commissioning|launch|opening|establishment|acquisition|introduction|delivery|approval|groundbreaking|restart|signing|increase|reduction|closure) (?:of|in|at)\b")
SPEECH = (
    r"(?:said|says|stated|told|added|noted|announced|reported|confirmed|explained|claimed|claims|argued|warned|wrote|commented|estimated|estimates|disclosed|revealed|indicated|acknowledged|insisted|stressed|emphasi[sz]ed|observed|predicted|believes|according\s+to|says)"
)
#: lists: what the line that introduces them makes of their items
LEADS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("commitment", "directed", _words(r"\b(?:directives?|priorit\w+|instructions?|orders?|requirements?|tasks?|must|should|measures?|recommendations?|calls? for|urged?|stressed|emphasi[sz]ed)\b")),
    ("commitment", "planned", _words(r"\b(?:plans?|targets?|goals?|objectives?|roadmap|next steps?|will|commitments?|agenda|strategy|milestones? ahead|centered on|centred on|focus(?:es|ed)? on|outlook|pipeline)\b")),
    ("fact", "achieved", _words(r"\b(?:achievements?|accomplishments?|results?|highlights?|milestones?|progress|completed|delivered|successes|breakthroughs?|included?|figures|performance|developments?)\b")),
    ("assessment", "asserted", _words(r"\b(?:signals?|implications?|means?|why|takeaways?|risks?|concerns?|analysis|outlook for|matters?|view|warns?)\b")),
)  # fmt: skip
