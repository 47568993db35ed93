"""What exists: tables and schema, loading, checking, provenance, holdings, cohorts; and the shipped chains."""

from didymium.chain.content import content as content
from didymium.chain.load import load as load
from didymium.chain.load import locate as locate
from didymium.chain.model import Chain as Chain
from didymium.chain.model import ChainError as ChainError
from didymium.chain.model import Finding as Finding
from didymium.chain.model import Settings as Settings
