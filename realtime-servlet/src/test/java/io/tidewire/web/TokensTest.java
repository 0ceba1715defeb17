package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import io.tidewire.chain.war.NamingVerifier;
import io.tidewire.spi.TokenVerifier;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server answers to tokens. */
class TokensTest {

  private static final String ANN = "Authorization: Bearer of-ann";

  @TempDir Path directory;

  private War war() {
    return War.in(directory.resolve("war")).service(TokenVerifier.class, NamingVerifier.class);
  }

  private static int status(TestServer server, String resource, String... headers)
      throws IOException {
    return RawAnswer.of(server, "GET", resource, headers).status();
  }

  @Test
  void aTokensUserMayWhatTheRulesAllowThatUser() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      assertThat(status(server, "poll?topic=own/ann", ANN)).isEqualTo(200);
      assertThat(status(server, "poll?topic=own/ben", ANN)).isEqualTo(403);
      assertThat(status(server, "poll?topic=own/ann")).isEqualTo(403);
      assertThat(status(server, "poll?topic=$user/ann", ANN)).isEqualTo(200);
      assertThat(status(server, "poll?topic=$user/ben", ANN)).isEqualTo(403);
      assertThat(status(server, "sse?topic=own/ann", ANN)).isEqualTo(200);
      assertThat(status(server, "sse?topic=own/ann&access_token=of-ann")).isEqualTo(200);
    }
  }

  @Test
  void whatIsNoGoodTokenIsRefusedWithAChallenge() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      for (String token : new String[] {"of", "!", "x".repeat(9_000)}) {
        RawAnswer refused =
            RawAnswer.of(server, "GET", "sse?topic=open/a", "Authorization: Bearer " + token);
        assertThat(refused.status()).as(token.length() + " characters").isIn(400, 401);
        if (token.length() < 8_000) {
          assertThat(refused.header("WWW-Authenticate"))
              .isEqualTo("Bearer error=\"invalid_token\"");
        }
        assertThat(refused.text()).doesNotContain("xxx");
      }
      assertThat(status(server, "poll?topic=open/a&access_token=of-ann")).isEqualTo(400);
      assertThat(status(server, "info?access_token=of-ann")).isEqualTo(400);
      assertThat(status(server, "sse?topic=open/a&access_token=of-ann", ANN)).isEqualTo(400);
      assertThat(status(server, "sse?topic=open/a&client=short")).isEqualTo(400);
    }
  }

  @Test
  void anAddressWithATokenIsToldToNobody() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      String[] withToken = {
        "sse?topic=open/a&access_token=of-ann", "sse?access_token=bad", "poll?access_token=of-ann"
      };
      for (String resource : withToken) {
        assertThat(RawAnswer.of(server, "GET", resource).header("Referrer-Policy"))
            .isEqualTo("no-referrer");
      }
      assertThat(RawAnswer.of(server, "GET", "sse?topic=open/a", ANN).header("Referrer-Policy"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void aSubprotocolThatWasOfferedIsAnsweredWithoutItsToken(String upgrade) throws Exception {
    War war = war().setting("realtime.websocket.upgrade", upgrade);
    try (TestServer server = TestServer.start(war)) {
      String offer = "Sec-WebSocket-Protocol: tidewire.v1, bearer.of-ann";
      RawAnswer opened = RawAnswer.upgrade(server, offer);
      assertThat(opened.status()).isEqualTo(101);
      assertThat(opened.header("Sec-WebSocket-Protocol")).isEqualTo("tidewire.v1");
      assertThat(opened.text()).doesNotContain("of-ann");

      assertThat(RawAnswer.upgrade(server).header("Sec-WebSocket-Protocol")).isEmpty();
      assertThat(
              RawAnswer.upgrade(server, "Sec-WebSocket-Protocol: mqtt")
                  .header("Sec-WebSocket-Protocol"))
          .isEmpty();
      assertThat(RawAnswer.upgrade(server, offer, ANN).status()).as("two tokens").isEqualTo(400);
    }
  }
}
