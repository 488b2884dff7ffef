#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| closeout_fuzz::check(closeout_fuzz::JSON, bytes));
