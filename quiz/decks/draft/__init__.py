"""From study notes as people write them to proposals for cards."""

from quiz.decks.draft.proposals import Drafted, Proposal, draft

__all__ = ["Drafted", "Proposal", "draft"]
