package io.tidewire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityListenerTest {

  @ParameterizedTest
  @CsvSource({
    "Payara Server 6.2025.9 #badassfish, true",
    "Payara Micro 6.2025.9 #badassfish, true",
    "Eclipse GlassFish 7.0.25, true",
    "IBM WebSphere Liberty/26.0.0.3, true",
    "Apache Tomcat/10.1.59, false",
    "WildFly Full 39.0.1.Final (WildFly Core 31.0.3.Final) - 2.3.20.Final, false",
    "jetty/12.0.30, false",
  })
  void itIsNeededWhereOpenRequestsHoldTheirSession(String serverInfo, boolean needed) {
    assertThat(ActivityListener.isNeededOn(serverInfo)).isEqualTo(needed);
  }
}
