package io.tidewire.chain.war;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;

/** Puts a filter in front of all that is registered later, for the dispatches that it is told. */
public final class InFront implements ServletContextListener {

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    EnumSet<DispatcherType> types = EnumSet.noneOf(DispatcherType.class);
    for (String type : context.getInitParameter("in-front.dispatchers").split(" ", -1)) {
      types.add(DispatcherType.valueOf(type));
    }
    FilterRegistration.Dynamic filter = context.addFilter("in-front", filter(context));
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(types, false, "/*");
  }

  private static Filter filter(ServletContext context) {
    return new EagerGzipFilter(Boolean.parseBoolean(context.getInitParameter("in-front.closing")));
  }
}
