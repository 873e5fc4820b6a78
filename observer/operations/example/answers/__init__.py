"""What a synthetic team writes into each form, in the codes of checklists/*.xlsx."""
