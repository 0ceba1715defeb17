package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which road WebSockets take, by the settings and by what the server says of itself. */
class WebSocketRoadTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto  | false | Apache Tomcat/10.1.59       | true  | auto: proven on Apache Tomcat/10.1.59",
        "auto  | false | Apache Tomcat/11.0.24       | true  | auto: proven on Apache Tomcat/11.0.24",
        "auto  | false | Apache Tomcat/10.1.8.redhat | true  | auto: proven on",
        "auto  | false | Apache Tomcat/9.0.117       | false | not proven on Apache Tomcat/9.0.117",
        "auto  | false | Apache Tomcat/10.0.27       | false | not proven on Apache Tomcat/10.0.27",
        "auto  | false | Apache Tomcat/10.10.0       | false | not proven on",
        "auto  | false | Apache Tomcat/11.1.0        | false | not proven on",
        "auto  | false | Apache Tomcat/12.0.0        | false | not proven on",
        "auto  | false | Apache Tomcat (TomEE)/10.1.59 (10.1.0) | false | not proven on",
        "auto  | false | WildFly 39.0.1.Final        | false | not proven on WildFly 39.0.1.Final",
        "auto  | false | jetty/12.1.12               | false | not proven on",
        "auto  | false | a hidden server             | false | not proven on a hidden server",
        "auto  | true  | Apache Tomcat/10.1.59       | false | realtime.websocket.compression",
        "true  | false | WildFly 39.0.1.Final        | true  | realtime.websocket.upgrade=true",
        "true  | true  | Apache Tomcat/10.1.59       | true  | realtime.websocket.upgrade=true",
        "false | false | Apache Tomcat/10.1.59       | false | realtime.websocket.upgrade=false",
        "false | true  | Apache Tomcat/10.1.59       | false | realtime.websocket.upgrade=false",
      })
  void itIsDecidedWithAReason(
      String upgrade, String compression, String server, boolean upgraded, String reason) {
    Map<String, String> settings =
        Map.of(
            "REALTIME_WEBSOCKET_UPGRADE", upgrade, "REALTIME_WEBSOCKET_COMPRESSION", compression);

    WebSocketRoad road = road(settings, server);

    assertThat(road.upgraded()).isEqualTo(upgraded);
    assertThat(road.reason()).contains(reason);
  }

  @Test
  void itIsDecidedByTheServerUnlessItIsSet() {
    assertThat(road(Map.of(), "Apache Tomcat/10.1.59").upgraded()).isTrue();
    assertThat(road(Map.of(), "WildFly 39.0.1.Final").upgraded()).isFalse();
  }

  @Test
  void wordsForTheLogSayWhichAndWhy() {
    WebSocketRoad road = road(Map.of(), "Apache Tomcat/10.1.59");
    assertThat(road.inWords())
        .isEqualTo(
            "upgraded requests (realtime.websocket.upgrade=auto: proven on Apache Tomcat/10.1.59)");
    assertThat(road.blocked("another servlet is there").inWords())
        .isEqualTo(
            "sessions of JSR-356 (realtime.websocket.upgrade=auto: another servlet is there)");
  }

  private static WebSocketRoad road(Map<String, String> environment, String server) {
    Settings settings = Settings.read(List.of(SettingSource.environment(environment)));
    return WebSocketRoad.of(settings.http().webSocket(), server);
  }
}
