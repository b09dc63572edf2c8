//! Seeded random acts on a sheet and its phones against what must hold whatever happens (D2, D3).

use protocol::{
    id::{CaseId, DeviceId},
    staff::{StaffDeviceState, StaffUrlState},
};

use super::{
    StaffRefusal,
    device::{Entered, Opened, StaffDevice, Typed, tests::RIGHT, tests::WRONG},
    rules::RULES,
    url::tests::{NOW, url},
};

struct Steps(u64);

impl Steps {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

#[test]
fn d2_whatever_happens_nothing_starts_without_sheet_phone_and_code() {
    for seed in 1..=200 {
        walk(Steps(seed));
    }
}

fn walk(mut steps: Steps) {
    let (mut url, mut now) = (url(), NOW);
    let mut phones: Vec<StaffDevice> = (0..3)
        .map(|n| StaffDevice::registered(DeviceId::new(NOW, [n; 10]), &RULES, NOW))
        .collect();
    let mut starts_left = [0_u32; 3];
    let mut is_destroyed = false;
    let mut wrong_in_a_row = [0_u32; 3];
    for _ in 0..400 {
        let n = steps.next(3) as usize;
        let phone = phones[n];
        match steps.next(40) {
            0 => url = url.clone().suspend(now).unwrap_or(url),
            1 => url = url.clone().resume(now).unwrap_or(url),
            2 if steps.next(30) == 0 => {
                url = url.clone().destroy().unwrap_or(url);
                is_destroyed = true;
            }
            3 if steps.next(10) == 0 => phones[n] = phone.remove().unwrap_or(phone),
            4..=8 => {
                let case = CaseId::new(now, [9; 10]);
                if let Ok(given) = phone.give((RIGHT, case), &RULES, now) {
                    phones[n] = given;
                    (starts_left[n], wrong_in_a_row[n]) = (1, 0);
                }
            }
            9..=10 => now = now.plus_ms(steps.next(RULES.code_valid_ms as u64) as i64),
            _ => {
                let hash = if steps.next(3) == 0 { RIGHT } else { WRONG };
                let typed = Typed {
                    hash,
                    digits: "00000000",
                    of_unit: &[],
                };
                let entered = url
                    .check_open(now)
                    .and_then(|()| phone.enter(typed, &RULES, now));
                let Ok((next, entered)) = entered else {
                    continue;
                };
                assert_eq!(url.state(now), StaffUrlState::Active);
                assert_eq!(phone.state, StaffDeviceState::Registered);
                phones[n] = next;
                match entered {
                    Entered::Right(opened) => {
                        assert!(matches!(opened, Opened::Given(_)));
                        assert_eq!((hash, starts_left[n]), (RIGHT, 1));
                        (starts_left[n], wrong_in_a_row[n]) = (0, 0);
                    }
                    Entered::Wrong | Entered::Locks => wrong_in_a_row[n] += 1,
                }
                assert!(wrong_in_a_row[n] <= RULES.code_attempts);
                let locks = wrong_in_a_row[n] == RULES.code_attempts;
                assert_eq!(next.state == StaffDeviceState::Locked, locks);
            }
        }
        if is_destroyed {
            assert_eq!(url.check_open(now), Err(StaffRefusal::UrlDestroyed));
        }
    }
}
