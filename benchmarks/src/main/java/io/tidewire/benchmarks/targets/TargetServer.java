package io.tidewire.benchmarks.targets;

import java.util.List;

/** One target in an embedded container on a free port of 127.0.0.1. */
public final class TargetServer {

  private TargetServer() {}

  /**
   * Serves until standard input ends. Prints the port once it is ready.
   *
   * @param arguments the name of a {@link TargetKind}, and options of the container
   * @throws Exception if the container does not start
   */
  public static void main(String[] arguments) throws Exception {
    TargetKind kind = TargetKind.valueOf(arguments[0]);
    List<String> options = List.of(arguments).subList(1, arguments.length);
    Target target = kind.create();
    int port =
        kind.container(options)
            .start(
                (classes, application) -> {
                  target.deploy(application);
                  application.addServlet("sign-in", new SignInServlet()).addMapping("/sign-in/*");
                  // The default mapping, too: without any, Tomcat refuses paths before it asks a
                  // filter.
                  application
                      .addServlet("control", new ControlServlet(target))
                      .addMapping("/publish/*", "/heap", "/");
                });
    System.out.println(port);
    while (System.in.read() >= 0) {
      // Whoever started this process closes the stream to end it, even by dying.
    }
    Runtime.getRuntime().halt(0);
  }
}
