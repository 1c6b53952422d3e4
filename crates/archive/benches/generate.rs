//! Writes a chat export of any size: `generate FORM MESSAGES FOLDER`; without arguments the names of the forms.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for benchmarks stops at what fails, and prints")]

mod exports;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use exports::FORMS;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [form, messages, folder] = &arguments[..] else {
        FORMS.iter().for_each(|form| println!("{}", form.name));
        return;
    };
    let form = FORMS.iter().find(|known| known.name == form).unwrap();
    let messages: u64 = messages.parse().unwrap();
    let path = Path::new(folder).join(form.file);
    let mut file = BufWriter::new(File::create(&path).unwrap());
    form.write(&mut file, |written, _| written < messages).unwrap();
    println!("{}", path.display());
}
