package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.wire.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens are found, and who judges a request. */
class CredentialsTest {

  private static final RecordedArrival NONE = RecordedArrival.to("example.org");

  private static Optional<String> toVerify(Arrival arrival) {
    return Credentials.of(arrival, true).toVerify(true).map(BearerToken::value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // transport | query | Authorization | Sec-WebSocket-Protocol | the token
        "sse  | -                       | -           | -                          | -",
        "sse  | topic=news              | Basic YTpi  | -                          | -",
        "sse  | -                       | Bearerer t1 | -                          | -",
        "sse  | -                       | Bearer t1   | -                          | t1",
        "poll | topic=news              | bEaReR  t1  | -                          | t1",
        "send | -                       | Bearer t1   | -                          | t1",
        "ws   | -                       | Bearer a.b-c_d~e+f/g== | -               |"
            + " a.b-c_d~e+f/g==",
        "ws   | -                       | -           | tidewire.v1                | -",
        "ws   | -                       | -           | tidewire.v1, bearer.t1     | t1",
        "ws   | -                       | -           | bearer.t1,tidewire.v1      | t1",
        "ws   | -                       | -           | tidewire.v1, bearer.a.b.c  | a.b.c",
        "ws   | -                       | -           | tidewire.v1, Bearer.t1     | -",
        "ws   | access_token=t1         | -           | -                          | t1",
        "sse  | topic=a&access_token=t1 | -           | -                          | t1",
        "sse  | access_token=a%2Bb%3D   | -           | -                          | a+b=",
        "sse  | access%5Ftoken=t1       | -           | -                          | t1",
        "sse  | ACCESS_TOKEN=t1         | -           | -                          | -",
        "sse  | my_access_token=t1      | -           | -                          | -",
        "sse  | q=access_token          | -           | -                          | -",
      })
  void aTokenIsFoundOnEachRoad(
      String transport,
      @Nullable String query,
      @Nullable String authorization,
      @Nullable String protocols,
      @Nullable String token) {
    RecordedArrival arrival = NONE.on(transport).asking(query);
    arrival = authorization == null ? arrival : arrival.with("Authorization", authorization);
    arrival = protocols == null ? arrival : arrival.with("Sec-WebSocket-Protocol", protocols);

    assertThat(toVerify(arrival)).isEqualTo(Optional.ofNullable(token));
  }

  @Test
  void protocolsMayComeInSeveralFields() {
    RecordedArrival arrival = NONE.on("ws");

    assertThat(toVerify(arrival.with("Sec-WebSocket-Protocol", "tidewire.v1", "bearer.t1")))
        .contains("t1");
    assertThatThrownBy(
            () -> toVerify(arrival.with("Sec-WebSocket-Protocol", "bearer.t1", "bearer.t2")))
        .isInstanceOfSatisfying(Refusal.class, CredentialsTest::isAboutTheNumber);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "access_token=t1                 | Bearer t2 | -",
        "access_token=t1                 | Bearer t1 | -",
        "access_token=t1                 | -         | tidewire.v1, bearer.t2",
        "-                               | Bearer t1 | tidewire.v1, bearer.t2",
        "-                               | -         | bearer.t1, tidewire.v1, bearer.t1",
        "access_token=t1&access_token=t1 | -         | -",
        "access_token=t1&access_token    | -         | -",
        "access_token=                   | Bearer t1 | -",
        "-                               | Bearer    | bearer."
      })
  void twoTokensAreRefusedAlsoEqualAndEmptyOnes(
      @Nullable String query, @Nullable String authorization, @Nullable String protocols) {
    RecordedArrival arrival = NONE.on("ws").asking(query).of("ann");
    RecordedArrival one =
        authorization == null ? arrival : arrival.with("Authorization", authorization);
    RecordedArrival two = protocols == null ? one : one.with("Sec-WebSocket-Protocol", protocols);

    assertThatThrownBy(() -> Credentials.of(two, true))
        .isInstanceOfSatisfying(Refusal.class, CredentialsTest::isAboutTheNumber);
  }

  @Test
  void aSecondFieldCountsAsASecondToken() {
    assertThatThrownBy(
            () -> Credentials.of(NONE.with("Authorization", "Bearer t1", "Bearer t1"), true))
        .isInstanceOfSatisfying(Refusal.class, CredentialsTest::isAboutTheNumber);
    assertThatThrownBy(
            () -> Credentials.of(NONE.with("Authorization", "Basic YTpi", "Bearer t1"), true))
        .isInstanceOfSatisfying(Refusal.class, CredentialsTest::isAboutTheNumber);
    assertThat(toVerify(NONE.with("Authorization", "Basic YTpi", "Negotiate x"))).isEmpty();
  }

  private static void isAboutTheNumber(Refusal refusal) {
    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(refusal.reason()).startsWith("more than one token").doesNotContain("t1", "t2");
  }

  @ParameterizedTest
  @CsvSource({"POST, sse", "POST, send", "GET, poll", "POST, poll", "GET, info", "PUT, ws"})
  void aTokenInTheQueryIsForWhatABrowserAsksByUrl(String method, String transport) {
    RecordedArrival arrival = NONE.by(method).on(transport).asking("access_token=t1");

    assertThatThrownBy(() -> Credentials.of(arrival, true))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(refusal.reason()).contains("GET sse and ws only").doesNotContain("t1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token=t1", "access_token=", "access_token"})
  void aTokenInTheQueryCanBeTurnedOff(String query) {
    assertThatThrownBy(() -> Credentials.of(NONE.asking(query), false))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(refusal.reason()).contains("realtime.query-tokens").doesNotContain("t1");
            });
    assertThat(Credentials.of(NONE.asking("topic=news"), false).toVerify(true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // Authorization | principal | session | verifier | who judges
        "-         | -   | -  | true  | container",
        "-         | -   | -  | false | container",
        "-         | ann | s1 | true  | container",
        "Basic x   | ann | -  | true  | container",
        "Bearer t1 | -   | -  | true  | verifier",
        "Bearer t1 | ann | -  | true  | verifier",
        "Bearer t1 | ann | s1 | true  | verifier",
        "Bearer t1 | ann | -  | false | container",
        "Bearer t1 | ann | s1 | false | nobody",
        "Bearer t1 | -   | -  | false | nobody",
        "Bearer t1 | -   | s1 | false | nobody",
        "Bearer    | ann | -  | false | nobody",
        "Bearer    | ann | -  | true  | nobody",
      })
  void oneRequestHasOneJudge(
      @Nullable String authorization,
      @Nullable String principal,
      @Nullable String session,
      boolean verifier,
      String judge) {
    RecordedArrival arrival = NONE.of(principal).in(session);
    Credentials found =
        Credentials.of(
            authorization == null ? arrival : arrival.with("Authorization", authorization), true);

    assertThat(judge(found, verifier)).isEqualTo(judge);
  }

  private static String judge(Credentials found, boolean verifier) {
    try {
      return found.toVerify(verifier).isPresent() ? "verifier" : "container";
    } catch (UnauthenticatedException e) {
      return "nobody";
    }
  }

  @ParameterizedTest
  @CsvSource({"ws, access_token=t1", "sse, access_token=t1"})
  void withoutAVerifierATokenOfAnotherRoadIsNotTheContainers(String transport, String query) {
    Credentials found = Credentials.of(NONE.on(transport).asking(query).of("ann"), true);

    assertThatThrownBy(() -> found.toVerify(false))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("a token was given, and no TokenVerifier is there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token", "access_token=", "access_token=%", "access_token=a%20b",
        "access_token=a+b", "access_token=a%0D%0Ab", "access_token==", "access_token=a%3Db",
        "access_token=%C3%BC", "access_token=a,b", "access_token=%22a%22"
      })
  void whatIsNoTokenIsRefusedAndNotAsked(String query) {
    Credentials found = Credentials.of(NONE.asking(query), true);

    assertThatThrownBy(() -> found.toVerify(true)).isInstanceOf(UnauthenticatedException.class);
  }

  @Test
  void aLongTokenIsRefusedAndNeverShown() {
    String longest = "x".repeat(BearerToken.MAX_LENGTH);
    assertThat(toVerify(NONE.with("Authorization", "Bearer " + longest))).contains(longest);

    Credentials found = Credentials.of(NONE.with("Authorization", "Bearer y" + longest), true);
    assertThatThrownBy(() -> found.toVerify(true))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessageContaining("8193 characters")
        .message()
        .doesNotContain("xx");
    assertThat(found).asString().contains("8193").doesNotContain("xx");
  }
}
