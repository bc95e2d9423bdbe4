"""A flag that threads wait on and that a signal handler may raise."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from threading import Timer

import pytest

from orchestrator.process.wake import Wake, readable
from tests.support.waiting import wait_until


@pytest.fixture
def wake() -> Iterator[Wake]:
    with closing(Wake()) as flag:
        yield flag


def test_a_wake_can_be_set_very_often_and_from_a_signal_handler(wake: Wake) -> None:
    previous = signal.signal(signal.SIGUSR1, lambda *_: wake.set())
    try:
        assert not wake.is_set()
        os.kill(os.getpid(), signal.SIGUSR1)
        wait_until(wake.is_set)
        for _ in range(100_000):
            wake.set()
        wake.clear()
        assert not wake.is_set()
    finally:
        signal.signal(signal.SIGUSR1, previous)


def test_who_waits_is_woken_and_who_waits_in_vain_is_told(wake: Wake) -> None:
    assert not wake.wait(0.0)
    timer = Timer(0.01, wake.set)
    timer.start()
    assert wake.wait(60.0)
    assert wake.wait(60.0), "it stays up"
    timer.join()


def test_asking_twice_is_insisting_until_it_is_cleared(wake: Wake) -> None:
    told = []
    for step in (wake.set, wake.set, wake.clear):
        step()
        told.append(wake.insists)
    assert told == [False, True, False]


def test_only_what_can_be_read_is_named(wake: Wake) -> None:
    with closing(Wake()) as other:
        other.set()
        assert readable((wake.fileno(), other.fileno()), 0.0) == {other.fileno()}
