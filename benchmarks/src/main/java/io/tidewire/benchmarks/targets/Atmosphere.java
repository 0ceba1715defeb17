package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.tomcat.websocket.server.WsSci;
import org.atmosphere.cpr.AtmosphereResource;
import org.atmosphere.cpr.AtmosphereServlet;
import org.atmosphere.handler.AbstractReflectorAtmosphereHandler;

/** Atmosphere with its defaults: a broadcaster for each topic. */
final class Atmosphere implements Target {

  private static final String PATH = "/atmosphere/";

  private final AtmosphereServlet servlet = new AtmosphereServlet();

  @Override
  public void deploy(ServletContext application) throws ServletException {
    new WsSci().onStartup(Set.of(), application);
    servlet.framework().addAtmosphereHandler(PATH + "*", new Subscriptions());
    ServletRegistration.Dynamic registration = application.addServlet("atmosphere", servlet);
    registration.setAsyncSupported(true);
    registration.setLoadOnStartup(1);
    registration.addMapping(PATH + "*");
  }

  @Override
  public void publish(String topic, String payload) {
    Future<Object> unused =
        servlet.framework().getBroadcasterFactory().lookup(topic, true).broadcast(payload);
  }

  private final class Subscriptions extends AbstractReflectorAtmosphereHandler {

    @Override
    public void onRequest(AtmosphereResource resource) {
      String topic = resource.getRequest().getRequestURI().substring(PATH.length());
      resource.setBroadcaster(servlet.framework().getBroadcasterFactory().lookup(topic, true));
      resource.suspend();
    }

    @Override
    public void destroy() {
      // Nothing is held.
    }
  }
}
