package io.tidewire.sample;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request, and refuses what is not exactly one JSON object. */
final class BodyReader {

  private static final System.Logger LOG = System.getLogger(BodyReader.class.getName());
  private static final int LONGEST_BODY = 4096;
  private static final Pattern JSON_TYPE =
      Pattern.compile("application/json *(; *charset *= *\"?utf-8\"? *)?");

  private final JsonParserFactory parsers = Json.createParserFactory(Map.of());

  JsonBody read(HttpServletRequest request) throws IOException {
    return read(request.getContentType(), request.getInputStream());
  }

  JsonBody read(@Nullable String contentType, InputStream body) throws IOException {
    // Another site's page can send a form, but not this type without being allowed to.
    if (contentType == null
        || !JSON_TYPE.matcher(contentType.strip().toLowerCase(Locale.ROOT)).matches()) {
      throw RefusedException.unsupportedType("the body must be application/json in UTF-8");
    }
    byte[] bytes = body.readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw RefusedException.tooLarge("the body may have at most " + LONGEST_BODY + " bytes");
    }
    return new JsonBody(parse(text(bytes)));
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw RefusedException.badRequest("the body is not UTF-8");
    }
  }

  private JsonObject parse(String text) {
    // Johnzon, the parser of TomEE, reads outside of its buffer where there is nothing at all.
    if (text.isEmpty()) {
      throw RefusedException.badRequest("the body is empty, so it is not one JSON object");
    }
    try (JsonParser parser = parsers.createParser(new StringReader(text))) {
      if (parser.next() == JsonParser.Event.START_OBJECT) {
        JsonObject json = parser.getObject();
        if (!parser.hasNext()) {
          return json;
        }
      }
    } catch (JsonException | NoSuchElementException e) {
      LOG.log(Level.DEBUG, "refused a body", e);
    }
    throw RefusedException.badRequest("the body is not one JSON object");
  }
}
