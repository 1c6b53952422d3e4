//! Valid numbers of people who do not exist, computed here and not by groupkeep.

/// A mobile number that nobody in the example has.
pub fn phone(seed: u64) -> String {
    format!("1{}{:08}", [37, 50, 88][(seed % 3) as usize], 20_000_000 + seed * 7919)
}

/// A resident identity number.
pub fn resident_id(seed: u64) -> String {
    let first = format!("110105{}{:02}{:02}{:03}", 1950 + seed % 50, 1 + seed % 12, 1 + seed % 28, 100 + seed % 800);
    let check = check_digit(&first);
    format!("{first}{check}")
}

/// The check digit of the 17 digits before it, by GB 11643.
fn check_digit(first: &str) -> char {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        first.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).expect("a digit") * weight).sum();
    ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize]
}

/// A bank card number of 19 digits with its check digit by Luhn.
pub fn bank_card(seed: u64) -> String {
    let first = format!("622202{:012}", 100_000_000_000 + seed * 104_729);
    let digits: Vec<u32> = first.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let doubled = |(place, digit): (usize, &u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
    format!("{first}{}", (10 - sum % 10) % 10)
}

#[test]
fn the_made_up_numbers_are_valid_ones() {
    // The example of the standard itself, and the best known test number.
    assert_eq!(check_digit("11010519491231002"), 'X');
    let luhn = |number: &str| {
        let doubled =
            |(place, digit): (usize, u32)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
        number.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate().map(doubled).sum::<u32>() % 10 == 0
    };
    assert!(luhn("4111111111111111") && !luhn("4111111111111112"));
    for seed in 0..20 {
        assert!(bank_card(seed).len() == 19 && luhn(&bank_card(seed)));
        assert!(phone(seed).len() == 11 && resident_id(seed).len() == 18);
    }
}
