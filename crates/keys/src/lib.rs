//! Who may read and who approved: age sealing and SSH signatures.
//!
//! Reading: [`seal`] bytes to [`Recipient`]s, [`open`] them with an [`Identity`]. Both are age v1 files that stock
//! `age` makes and opens.
//!
//! Approving: [`sign`] makes what `ssh-keygen -Y sign` makes, [`AllowedSigners`] decides as `ssh-keygen -Y verify` does.
//! [`beside`] keeps the signatures of a file `F` in `F.sigs/`, [`signed`] keeps body and signature in one object.
//!
//! Secrets stay in memory that is zeroed when dropped, and no `Debug` output shows them.

mod allowed_signers;
pub mod beside;
mod error;
mod identity;
mod namespace;
mod principal;
mod public_key;
mod recipient;
mod seal;
mod secret_file;
mod signature;
pub mod signed;
mod signing_key;
#[cfg(test)]
mod stock;

pub use allowed_signers::{AllowedSigners, Signer};
pub use error::{Error, LineProblem};
pub use identity::Identity;
pub use namespace::{Namespace, namespace_for};
pub use principal::check_principal;
pub use public_key::PublicKey;
pub use recipient::Recipient;
pub use seal::{open, seal};
pub use secret_file::{Secret, read_secret, write_new_secret, write_secret};
pub use signature::{sign, signer_of, verify};
pub use signing_key::SigningKey;
