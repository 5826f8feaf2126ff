"""Events and xAPI statements: their form, who they are about, and what they never tell."""
