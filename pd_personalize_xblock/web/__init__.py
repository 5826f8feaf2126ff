"""Pages and addresses of their own, beside the block: the cohort page, rating by invitation, credentials, REST."""
