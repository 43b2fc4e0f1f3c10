"""The Regroup page: a proposal to group the unnamed faces again, to apply or to leave."""
