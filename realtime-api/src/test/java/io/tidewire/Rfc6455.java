package io.tidewire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What RFC 6455 says of a client's frames, case by case: masks, reserved bits and opcodes, lengths,
 * fragments, control frames between them, close codes and UTF-8. Run on the frame reader, and over
 * sockets on servers.
 */
public final class Rfc6455 {

  /** The longest message, in bytes, that whoever runs the cases must take: its limit. */
  public static final int LONGEST = 64 * 1024;

  /** The code of a close that never comes: the server waits for more bytes. */
  public static final int NEVER = -1;

  /** The code of a connection that stays open. */
  public static final int OPEN = 0;

  private static final String BEFORE_ID = "{\"type\":\"unheard-of\",\"id\":\"";
  private static final String BEHIND_ID = "\"}";

  private static final int FINAL = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;

  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int TOO_BIG = 1009;

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
  private static final byte[] ZEROS = new byte[MASK.length];
  private static final byte[] NOTHING = {};

  private Rfc6455() {}

  /**
   * What becomes of a client's bytes.
   *
   * @param texts the ids of the messages that arrive, see {@link #message}
   * @param pongs what the pongs carry that answer its pings
   * @param close the code of the close frame that answers, or {@link #OPEN}, or {@link #NEVER}
   */
  public record Outcome(List<String> texts, List<String> pongs, int close) {

    private static Outcome closed(int code) {
      return new Outcome(List.of(), List.of(), code);
    }

    private static Outcome told(String... ids) {
      return new Outcome(List.of(ids), List.of(), OPEN);
    }
  }

  /**
   * One case.
   *
   * @param name what the client does
   * @param bytes what it sends; cases are never compared
   * @param outcome what becomes of it
   * @param onTomcat the same where Tomcat's own WebSockets carry it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Case(String name, byte[] bytes, Outcome outcome, Outcome onTomcat) {

    private static Case of(String name, byte[] bytes, Outcome outcome) {
      return new Case(name, bytes, outcome, outcome);
    }

    /** Says what Tomcat does otherwise. */
    private Case onTomcat(Outcome other) {
      return new Case(name, bytes, outcome, other);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A message of the protocol that is answered with its id, and in no other way. */
  public static String message(String id) {
    return BEFORE_ID + id + BEHIND_ID;
  }

  /** The id in such a message, and any other message as it is. */
  public static String idIn(String message) {
    String text = message.strip();
    return text.startsWith(BEFORE_ID) && text.endsWith(BEHIND_ID)
        ? text.substring(BEFORE_ID.length(), text.length() - BEHIND_ID.length())
        : text;
  }

  /** A close frame with a code. */
  public static byte[] close(int code) {
    return frame(FINAL | CLOSE, codeAnd(code));
  }

  /** {@return all cases} */
  public static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Consumer<List<Case>>> sections =
        List.of(
            Rfc6455::messages,
            Rfc6455::lengths,
            Rfc6455::charactersInParts,
            Rfc6455::controlFrames,
            Rfc6455::closes,
            Rfc6455::closeCodes,
            Rfc6455::headsThatAreWrong,
            Rfc6455::fragmentsThatAreWrong,
            Rfc6455::textsThatAreWrong);
    sections.forEach(section -> section.accept(cases));
    return List.copyOf(cases);
  }

  /** Sections 5.3 to 5.6. */
  private static void messages(List<Case> cases) {
    byte[] text = utf8(message("a"));
    byte[] begin = Arrays.copyOf(text, 5);
    byte[] rest = Arrays.copyOfRange(text, 5, text.length);
    Outcome whole = Outcome.told("a");
    cases.add(Case.of("a text", frame(FINAL | TEXT, text), whole));
    cases.add(Case.of("a mask of zeros", frame(FINAL | TEXT, ZEROS, text), whole));
    cases.add(
        Case.of(
            "two texts at once",
            joined(frame(FINAL | TEXT, text), frame(FINAL | TEXT, utf8(message("b")))),
            Outcome.told("a", "b")));
    cases.add(
        Case.of(
            "a text in two fragments",
            joined(frame(TEXT, begin), frame(FINAL | CONTINUATION, rest)),
            whole));
    cases.add(
        Case.of(
            "a text in fragments, some of them empty",
            joined(
                frame(TEXT, NOTHING),
                frame(CONTINUATION, begin),
                frame(CONTINUATION, NOTHING),
                frame(CONTINUATION, rest),
                frame(FINAL | CONTINUATION, NOTHING)),
            whole));
    cases.add(
        Case.of(
            "a text in fragments of one byte",
            joined(
                frame(TEXT, NOTHING),
                joined(
                    IntStream.range(0, text.length)
                        .mapToObj(i -> frame(CONTINUATION, text[i]))
                        .toArray(byte[][]::new)),
                frame(FINAL | CONTINUATION, NOTHING)),
            whole));
  }

  /** Section 5.2: seven bits, two bytes, eight bytes, and never more of them than needed. */
  private static void lengths(List<Case> cases) {
    for (int length : new int[] {125, 126, 127, 0xffff, LONGEST}) {
      cases.add(
          Case.of(
              "a text of " + length + " bytes",
              frame(FINAL | TEXT, utf8(padded(length))),
              Outcome.told("a")));
    }
    cases.add(
        Case.of(
            "a text of " + (LONGEST + 1) + " bytes",
            frame(FINAL | TEXT, utf8(padded(LONGEST + 1))),
            Outcome.closed(TOO_BIG)));
    byte[] text = utf8(message("a"));
    for (int bytes : new int[] {Short.BYTES, Long.BYTES}) {
      cases.add(
          Case.of(
                  "a length below 126 in " + bytes + " bytes",
                  joined(head(FINAL | TEXT, bytes, text.length), masked(text)),
                  Outcome.closed(PROTOCOL_ERROR))
              .onTomcat(Outcome.told("a")));
    }
    cases.add(
        Case.of(
                "a length below 65,536 in 8 bytes",
                joined(head(FINAL | TEXT, Long.BYTES, 300), masked(utf8(padded(300)))),
                Outcome.closed(PROTOCOL_ERROR))
            .onTomcat(Outcome.told("a")));
    cases.add(
        Case.of(
            "a length with its highest bit set",
            head(FINAL | TEXT, Long.BYTES, Long.MIN_VALUE),
            Outcome.closed(PROTOCOL_ERROR)));
    cases.add(
        Case.of(
                "the greatest length",
                head(FINAL | TEXT, Long.BYTES, Long.MAX_VALUE),
                Outcome.closed(TOO_BIG))
            .onTomcat(Outcome.closed(NEVER)));
    cases.add(
        Case.of(
                "the greatest length behind a fragment",
                joined(frame(TEXT, text), head(CONTINUATION, Long.BYTES, Long.MAX_VALUE)),
                Outcome.closed(TOO_BIG))
            .onTomcat(Outcome.closed(NEVER)));
  }

  /** Section 5.6: a fragment may end within a character. */
  private static void charactersInParts(List<Case> cases) {
    for (String character : List.of("\u00e4", "\u20ac", "\ufffe", "\ud834\udd1e", "\udbff\udfff")) {
      byte[] text = utf8(message(character));
      int at = BEFORE_ID.length();
      for (int cut = 1; cut < utf8(character).length; cut++) {
        cases.add(
            Case.of(
                "U+%X in two fragments, after byte %d".formatted(character.codePointAt(0), cut),
                joined(
                    frame(TEXT, Arrays.copyOf(text, at + cut)),
                    frame(FINAL | CONTINUATION, Arrays.copyOfRange(text, at + cut, text.length))),
                Outcome.told(character)));
      }
    }
  }

  /** Section 5.5. */
  private static void controlFrames(List<Case> cases) {
    byte[] text = utf8(message("a"));
    byte[] longest = utf8("p".repeat(125));
    cases.add(pinged("a ping without a payload", frame(FINAL | PING), "", List.of()));
    cases.add(
        pinged("a ping of 125 bytes", frame(FINAL | PING, longest), "p".repeat(125), List.of()));
    cases.add(
        pinged(
            "a ping between two fragments",
            joined(
                frame(TEXT, Arrays.copyOf(text, 3)),
                frame(FINAL | PING, utf8("p")),
                frame(FINAL | CONTINUATION, Arrays.copyOfRange(text, 3, text.length))),
            "p",
            List.of("a")));
    cases.add(
        Case.of(
            "a pong that nothing has asked for",
            joined(frame(FINAL | PONG, longest), frame(FINAL | TEXT, text)),
            Outcome.told("a")));
    cases.add(
        Case.of(
            "a pong between two fragments",
            joined(
                frame(TEXT, Arrays.copyOf(text, 3)),
                frame(FINAL | PONG),
                frame(FINAL | CONTINUATION, Arrays.copyOfRange(text, 3, text.length))),
            Outcome.told("a")));
    for (int opcode : new int[] {CLOSE, PING, PONG}) {
      String name = name(opcode);
      cases.add(broken(name + " in fragments", frame(opcode)));
      cases.add(broken(name + " of 126 bytes", head(FINAL | opcode, Short.BYTES, 126)));
      cases.add(broken(name + " of 65,536 bytes", head(FINAL | opcode, Long.BYTES, 0x10000)));
    }
    cases.add(inMoreBytesThanNeeded(CLOSE, codeAnd(1000)).onTomcat(Outcome.closed(1000)));
    cases.add(
        inMoreBytesThanNeeded(PING, utf8("hi"))
            .onTomcat(new Outcome(List.of(), List.of("hi"), OPEN)));
    cases.add(inMoreBytesThanNeeded(PONG, utf8("hi")).onTomcat(Outcome.told()));
  }

  private static Case inMoreBytesThanNeeded(int opcode, byte[] payload) {
    return broken(
        name(opcode) + " that gives its length in 16 bits",
        joined(head(FINAL | opcode, Short.BYTES, payload.length), masked(payload)));
  }

  /** Sections 5.5.1 and 7.1. */
  private static void closes(List<Case> cases) {
    cases.add(Case.of("a close without a code", frame(FINAL | CLOSE), Outcome.closed(1000)));
    cases.add(
        Case.of(
            "a close between two fragments",
            joined(frame(TEXT, utf8("x")), close(1001)),
            Outcome.closed(1001)));
    cases.add(
        Case.of(
            "a text behind a close",
            joined(close(1000), frame(FINAL | TEXT, utf8(message("late")))),
            Outcome.closed(1000)));
    cases.add(
        Case.of(
            "a second close",
            joined(close(1000), frame(FINAL | CLOSE, codeAnd(3000))),
            Outcome.closed(1000)));
    cases.add(
        Case.of(
            "a close with a reason of 123 bytes",
            frame(FINAL | CLOSE, codeAnd(1000, utf8("r".repeat(123)))),
            Outcome.closed(1000)));
    cases.add(broken("a close with half a code", frame(FINAL | CLOSE, (byte) 3)));
    for (String reason : NOT_UTF8) {
      cases.add(
          Case.of(
                  "a close whose reason is " + reason,
                  frame(FINAL | CLOSE, codeAnd(1000, HexFormat.of().parseHex(reason))),
                  Outcome.closed(INVALID_PAYLOAD))
              .onTomcat(Outcome.closed(PROTOCOL_ERROR)));
    }
  }

  /** Section 7.4, and the registry that it has founded: 1012 to 1014 came later. */
  private static void closeCodes(List<Case> cases) {
    IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
        .forEach(code -> cases.add(answered(code)));
    IntStream.of(1012, 1013, 1014)
        .forEach(code -> cases.add(answered(code).onTomcat(Outcome.closed(PROTOCOL_ERROR))));
    IntStream.of(
            0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1099, 1100, 2000, 2999, 5000, 9999, 0xffff)
        .forEach(code -> cases.add(broken("the close code " + code, close(code))));
  }

  private static Case answered(int code) {
    return Case.of("the close code " + code, close(code), Outcome.closed(code));
  }

  /** Sections 5.1 and 5.2. Without a payload, of which a server might leave some unread. */
  private static void headsThatAreWrong(List<Case> cases) {
    for (int bit = 1; bit <= 3; bit++) {
      int reserved = FINAL >> bit;
      for (int opcode : new int[] {TEXT, BINARY, CLOSE, PING, PONG}) {
        cases.add(
            broken("RSV%d on %s".formatted(bit, name(opcode)), frame(FINAL | reserved | opcode)));
      }
      cases.add(
          broken(
              "RSV%d on a continuation".formatted(bit),
              joined(frame(TEXT, utf8("x")), frame(FINAL | reserved | CONTINUATION))));
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      cases.add(broken("the opcode " + opcode, frame(FINAL | opcode)));
    }
    for (int opcode : new int[] {TEXT, BINARY, CLOSE, PING, PONG}) {
      cases.add(broken(name(opcode) + " without a mask", (byte) (FINAL | opcode), (byte) 0));
    }
  }

  /** Section 5.4. */
  private static void fragmentsThatAreWrong(List<Case> cases) {
    byte[] part = frame(TEXT, utf8("x"));
    cases.add(broken("a continuation of nothing", frame(FINAL | CONTINUATION)));
    cases.add(broken("a continuation of nothing that is not the last", frame(CONTINUATION)));
    cases.add(broken("a text inside a text", joined(part, frame(FINAL | TEXT))));
    cases.add(broken("a text in fragments inside a text", joined(part, frame(TEXT))));
    cases.add(broken("a binary message inside a text", joined(part, frame(FINAL | BINARY))));
    cases.add(
        broken(
            "a text inside a text, behind a ping",
            joined(part, frame(FINAL | PONG), frame(FINAL | TEXT))));
  }

  /** Truncated, overlong, surrogates, beyond Unicode, and bytes that no character has. */
  private static final List<String> NOT_UTF8 =
      List.of(
          "80",
          "bf",
          "c3",
          "c328",
          "c080",
          "c1bf",
          "e282",
          "e28228",
          "e08080",
          "e09fbf",
          "eda080",
          "edbfbf",
          "eda0bdedb880",
          "f09d84",
          "f09d8428",
          "f0808080",
          "f08fbfbf",
          "f4908080",
          "f5808080",
          "f888808080",
          "fc8480808080",
          "fe",
          "ff");

  /** Sections 5.6 and 8.1. */
  private static void textsThatAreWrong(List<Case> cases) {
    for (String hex : NOT_UTF8) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      cases.add(
          Case.of("the text " + hex, frame(FINAL | TEXT, bytes), Outcome.closed(INVALID_PAYLOAD)));
      for (int cut = 1; cut < bytes.length; cut++) {
        cases.add(
            Case.of(
                "the text %s in two fragments, after byte %d".formatted(hex, cut),
                joined(
                    frame(TEXT, Arrays.copyOf(bytes, cut)),
                    frame(FINAL | CONTINUATION, Arrays.copyOfRange(bytes, cut, bytes.length))),
                Outcome.closed(INVALID_PAYLOAD)));
      }
    }
  }

  private static String name(int opcode) {
    return switch (opcode) {
      case TEXT -> "a text";
      case BINARY -> "a binary message";
      case CLOSE -> "a close";
      case PING -> "a ping";
      default -> "a pong";
    };
  }

  private static Case pinged(String name, byte[] bytes, String pong, List<String> texts) {
    return Case.of(name, bytes, new Outcome(texts, List.of(pong), OPEN));
  }

  private static Case broken(String name, byte... bytes) {
    return Case.of(name, bytes, Outcome.closed(PROTOCOL_ERROR));
  }

  private static String padded(int length) {
    String message = message("a");
    return message + " ".repeat(length - message.length());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] codeAnd(int code, byte... reason) {
    return ByteBuffer.allocate(Short.BYTES + reason.length)
        .putShort((short) code)
        .put(reason)
        .array();
  }

  /** A frame in the shortest form, masked. */
  private static byte[] frame(int first, byte... payload) {
    return frame(first, MASK, payload);
  }

  private static byte[] frame(int first, byte[] mask, byte[] payload) {
    int length = payload.length;
    int bytes = length < TWO_BYTES ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
    return joined(head(first, mask, bytes, length), masked(mask, payload));
  }

  /** A frame's head whose length is written in so many bytes, behind the seven bits. */
  private static byte[] head(int first, int lengthBytes, long length) {
    return head(first, MASK, lengthBytes, length);
  }

  private static byte[] head(int first, byte[] mask, int lengthBytes, long length) {
    ByteBuffer head = ByteBuffer.allocate(2 + lengthBytes + mask.length).put((byte) first);
    switch (lengthBytes) {
      case 0 -> head.put((byte) (MASKED | length));
      case Short.BYTES -> head.put((byte) (MASKED | TWO_BYTES)).putShort((short) length);
      default -> head.put((byte) (MASKED | EIGHT_BYTES)).putLong(length);
    }
    return head.put(mask).array();
  }

  private static byte[] masked(byte[] payload) {
    return masked(MASK, payload);
  }

  private static byte[] masked(byte[] mask, byte[] payload) {
    byte[] result = payload.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= mask[i % mask.length];
    }
    return result;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
