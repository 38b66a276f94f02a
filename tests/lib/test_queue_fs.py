"""The folder queue keeps every message with several writers and readers at once."""

import multiprocessing
import time
from queue import Empty

import pytest
from kombu import Connection

PRODUCERS, CONSUMERS, MESSAGES_EACH = 2, 3, 150


def connect(folder):
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder)}
    return Connection("filesystem://", transport="eco_demo.queue_fs:Transport", transport_options=options)


def produce(folder, producer):
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        for number in range(MESSAGES_EACH):
            queue.put({"id": f"{producer}-{number}", "padding": "环" * 2000})


def consume(folder, received, stop):
    ids = []
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                if stop.is_set():
                    break
                time.sleep(0.002)
            else:
                ids.append(message.payload["id"])
                message.ack()
    received.put(ids)


@pytest.fixture
def queue(tmp_path):
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        yield queue


def test_no_message_is_lost_or_doubled_between_processes(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    received, stop = spawn.Queue(), spawn.Event()
    consumers = [spawn.Process(target=consume, args=(tmp_path, received, stop)) for _ in range(CONSUMERS)]
    producers = [spawn.Process(target=produce, args=(tmp_path, name)) for name in range(PRODUCERS)]
    for process in consumers + producers:
        process.start()
    for process in producers:
        process.join(60)
    stop.set()
    ids = [message for _ in consumers for message in received.get(timeout=60)]
    for process in consumers:
        process.join(60)

    assert [process.exitcode for process in consumers + producers] == [0] * (CONSUMERS + PRODUCERS)
    assert sorted(ids) == sorted(f"{p}-{n}" for p in range(PRODUCERS) for n in range(MESSAGES_EACH))


def test_messages_come_in_the_order_of_sending(queue):
    for number in range(20):
        queue.put(number)

    assert [queue.get_nowait().payload for _ in range(20)] == list(range(20))


def test_size_and_purge_count_only_their_own_queue(tmp_path, queue):
    with connect(tmp_path) as connection, connection.SimpleQueue("work.urgent") as other:
        other.put("stays")
        queue.put("goes")
        queue.put("goes")

        assert (queue.qsize(), other.qsize()) == (2, 1)
        assert queue.clear() == 2
        assert (queue.qsize(), other.qsize()) == (0, 1)


def test_a_half_written_file_is_never_taken(tmp_path, queue):
    (tmp_path / "00000000000000000001_x.work.msg.abc.part").write_text('{"body"')

    with pytest.raises(Empty):
        queue.get_nowait()


def test_an_unreadable_message_is_set_aside_and_the_next_one_served(tmp_path, queue):
    (tmp_path / "00000000000000000001_x.work.msg").write_text('{"body"')
    queue.put("whole")

    assert queue.get_nowait().payload == "whole"
    assert [file.name for file in (tmp_path / "damaged").iterdir()] == ["00000000000000000001_x.work.msg"]


def test_bindings_survive_a_second_declaration_and_a_deletion(tmp_path):
    with connect(tmp_path) as connection:
        channel = connection.default_channel
        channel._queue_bind("reports", "unit", "", "unit")
        channel._queue_bind("reports", "district", "", "district")
        channel._queue_bind("reports", "unit", "", "unit")
        channel._delete("unit", "reports", "unit", "")

        assert [binding.queue for binding in channel.get_table("reports")] == ["district"]
