"""Who approved which bytes: roles, policy, signed statements, the gate, receipts and audit. No effects in here."""
