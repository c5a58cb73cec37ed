package org.hailpost.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs out of others, blindly but repeatably: the same seed gives the same row. */
final class Mutations {
    private static final int MAX_LENGTH = 256 * 1024;
    private static final String[] WORDS = {
        "\r\n",
        "\n",
        "\0",
        "\u0080",
        "\u00ff",
        " ",
        "(",
        ")",
        "((((((((",
        "{0}",
        "{1+}\r\nx",
        "{99999999999999999999}",
        "\"",
        "\\",
        "*",
        "%",
        ":",
        ",",
        "1:*",
        "4294967295",
        "4294967296",
        "18446744073709551616",
        "-1",
        "00",
        "&",
        "&-",
        "&AAA-",
        "-",
        "[",
        "]",
        "<0.1>",
        "NOT ",
        "OR ",
        "UID ",
        "a1 ",
        "HEADER.FIELDS",
        "--b",
        "--b--",
        "\r\n\r\n",
        "; boundary=b",
        "Content-Type: multipart/mixed",
        "Content-Type: message/rfc822",
        "=?utf-8?B?",
        "?=",
        "\t"
    };

    private final Random random;
    private final List<byte[]> corpus;

    Mutations(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = corpus;
    }

    byte[] next() {
        byte[] data = any();
        for (int i = random.nextInt(6); i >= 0; i--) {
            data = mutate(data);
        }
        return data.length > MAX_LENGTH ? Arrays.copyOf(data, MAX_LENGTH) : data;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] mutate(byte[] data) {
        int at = random.nextInt(data.length + 1);
        int length = data.length == at ? 0 : random.nextInt(Math.min(data.length - at, 64));
        return switch (random.nextInt(9)) {
            case 0 -> flipped(data);
            case 1 -> spliced(data, at, at + length, new byte[0]);
            case 2 -> spliced(data, at, at, word());
            case 3 -> spliced(data, at, at + length, word());
            case 4 -> spliced(data, at, at, Arrays.copyOfRange(data, at, at + length));
            case 5 -> spliced(data, at, at, repeated(Arrays.copyOfRange(data, at, at + length)));
            case 6 -> spliced(data, at, data.length, tail(any()));
            case 7 -> spliced(data, at, at, repeated(word()));
            default -> spliced(data, at, at, noise());
        };
    }

    private byte[] flipped(byte[] data) {
        byte[] copy = data.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private byte[] word() {
        return WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(16)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] tail(byte[] data) {
        return Arrays.copyOfRange(data, random.nextInt(data.length + 1), data.length);
    }

    /** Few times mostly, thousands of times now and then. */
    private byte[] repeated(byte[] chunk) {
        int times = 1 << random.nextInt(random.nextInt(4) == 0 ? 13 : 5);
        byte[] all = new byte[Math.min(MAX_LENGTH, chunk.length * times)];
        for (int i = 0; i < all.length; i++) {
            all[i] = chunk[i % chunk.length];
        }
        return all;
    }

    private static byte[] spliced(byte[] data, int from, int to, byte[] middle) {
        byte[] all = new byte[from + middle.length + data.length - to];
        System.arraycopy(data, 0, all, 0, from);
        System.arraycopy(middle, 0, all, from, middle.length);
        System.arraycopy(data, to, all, from + middle.length, data.length - to);
        return all;
    }
}
