"""What is sealed opens under its own key, in its own place, unchanged, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.people.ciphers import CannotOpen, blind_index, decrypt, derived_key, encrypt, new_key

KEY = new_key()


@given(st.binary(max_size=300), st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_was_sealed_opens_again(plain: bytes, place: str) -> None:
    assert decrypt(KEY, encrypt(KEY, plain, bound_to=place), bound_to=place) == plain


@given(st.data())
def test_one_changed_bit_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(encrypt(KEY, b"Aliya", bound_to="here"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        decrypt(KEY, bytes(sealed), bound_to="here")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(20), bytes(64)])
def test_what_is_no_ciphertext_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        decrypt(KEY, sealed, bound_to="here")


def test_another_key_and_another_place_do_not_open() -> None:
    sealed = encrypt(KEY, b"Aliya", bound_to="here")
    for key, place in ((new_key(), "here"), (KEY, "there")):
        with pytest.raises(CannotOpen):
            decrypt(key, sealed, bound_to=place)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert encrypt(KEY, b"Aliya", bound_to="here") != encrypt(KEY, b"Aliya", bound_to="here")


def test_the_length_does_not_tell_one_name_from_another() -> None:
    lengths = {len(encrypt(KEY, b"x" * length, bound_to="here")) for length in range(124)}
    assert len(lengths) == 1


def test_a_blind_index_is_one_for_one_text_purpose_and_secret() -> None:
    first = blind_index(b"s" * 32, "aliya", purpose="name in mission 1")
    assert first == blind_index(b"s" * 32, "aliya", purpose="name in mission 1")
    others = {
        blind_index(b"s" * 32, "aliya", purpose="name in mission 2"),
        blind_index(b"t" * 32, "aliya", purpose="name in mission 1"),
        blind_index(b"s" * 32, "alia", purpose="name in mission 1"),
    }
    assert first not in others
    assert len(others) == 3


def test_keys_for_two_purposes_differ() -> None:
    assert derived_key(b"s" * 32, "one") != derived_key(b"s" * 32, "other")
