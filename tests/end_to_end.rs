//! End-to-end tests: the command as a person or a scheduler calls it. Standard output, standard error and exit status
//! are compared as one value, in a home folder of the test's own.

#![allow(clippy::expect_used, reason = "a test that cannot be set up should stop with what went wrong")]

mod answers;
mod configuration;
mod damage;
mod examples;
mod history;
mod house;
mod interruption;
mod leaving_out;
mod needles;
mod numbers;
mod offline;
mod planting;
mod reading;
mod recovering;
mod recovery;
mod refusals;
mod release;
mod releasing;
mod rules;
mod schemas;
mod signing;
mod starting;
mod stock;
mod support;
mod trees;
mod usage;
mod vault_verbs;
mod vaults;
mod walls;
mod wrong_configuration;
mod wrong_exports;
mod wrong_files;
mod wrong_places;
