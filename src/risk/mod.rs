//! Budgets of attempts, so that guessing ends while the person guessed at goes on.
