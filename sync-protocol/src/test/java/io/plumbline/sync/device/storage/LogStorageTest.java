package io.plumbline.sync.device.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storage that is a log, on a real folder. */
class LogStorageTest {
    @TempDir
    private Path folder;

    private LogStorage open() throws IOException {
        return new LogStorage(new FileDisk(folder));
    }

    private static WriteUnit unit(int number) {
        return new WriteUnit().put("a", "key", IntNode.valueOf(number)).put("b", "key", IntNode.valueOf(number));
    }

    @Test
    void holdsAfterReopeningWhatWasWritten() throws IOException {
        LogStorage storage = open();
        storage.write(unit(1));
        storage.write(unit(2).remove("b", "key").put("b", "other", TextNode.valueOf("见")));
        LogStorage again = open();
        assertThat(again.find("a", "key")).contains(IntNode.valueOf(2));
        assertThat(again.table("b")).containsOnlyKeys("other");
        assertThat(again.find("b", "other")).contains(TextNode.valueOf("见"));
    }

    @Test
    void holdsAUnitWholeOrNotAtAllWhereverTheLogIsTorn() throws IOException {
        LogStorage storage = open();
        storage.write(unit(1));
        Path log = folder.resolve("device.log");
        int first = (int) Files.size(log);
        storage.write(unit(2));
        byte[] whole = Files.readAllBytes(log);
        for (int length = first; length <= whole.length; length++) {
            Files.write(log, Arrays.copyOf(whole, length));
            LogStorage torn = open();
            IntNode expected = IntNode.valueOf(length == whole.length ? 2 : 1);
            assertThat(torn.find("a", "key")).as("%d bytes", length).contains(expected);
            assertThat(torn.find("b", "key")).contains(expected);
            torn.write(unit(3));
            assertThat(open().find("b", "key")).contains(IntNode.valueOf(3));
        }
    }

    @Test
    void cutsTheLogWhereABitIsWrong() throws IOException {
        LogStorage storage = open();
        storage.write(unit(1));
        storage.write(unit(2));
        Path log = folder.resolve("device.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 3] ^= 1;
        Files.write(log, bytes);
        assertThat(open().find("a", "key")).contains(IntNode.valueOf(1));
    }

    @Test
    void staysSmallWhenTheSameIsWrittenOften() throws IOException {
        LogStorage storage = open();
        for (int i = 0; i < 3000; i++) {
            storage.write(new WriteUnit().put("a", "key", TextNode.valueOf("x".repeat(200) + i)));
        }
        assertThat(Files.size(folder.resolve("device.log"))).isLessThan(200_000);
        assertThat(open().find("a", "key").orElseThrow().asText()).endsWith("2999");
    }

    @Test
    void keepsFilesBesideTheLog() throws IOException {
        LogStorage storage = open();
        storage.keepFile("abc", new byte[] {1, 2, 3});
        assertThat(open().findFile("abc"))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2, 3));
        assertThat(open().files()).containsExactly("abc");
        open().dropFile("abc");
        assertThat(open().findFile("abc")).isEmpty();
    }
}
