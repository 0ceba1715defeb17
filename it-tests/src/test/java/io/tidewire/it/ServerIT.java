package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The product's jars in WEB-INF/lib do no harm to an application that does not use them. */
@ArquillianTest
@RunAsClient
class ServerIT {

  @ArquillianResource URL base;

  @Deployment(testable = false)
  static WebArchive application() {
    File[] libraries = Server.librariesWithCdi();
    assertThat(libraries)
        .extracting(File::getName)
        .anyMatch(name -> name.startsWith("realtime-cdi"));
    return ShrinkWrap.create(WebArchive.class, "plain.war")
        .addAsLibraries(libraries)
        .addAsWebResource(new StringAsset("still here"), "page.txt");
  }

  @Test
  void aPageOfTheApplicationIsServed() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(base + "page.txt")).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("still here");
  }
}
