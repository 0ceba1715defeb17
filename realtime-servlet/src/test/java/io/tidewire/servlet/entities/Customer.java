package io.tidewire.servlet.entities;

import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** At the other end of lazy associations. */
@Entity
public class Customer {

  @Id private long id;
  private String name;

  protected Customer() {}

  public Customer(long id, String name) {
    this.id = id;
    this.name = name;
  }

  public long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  /** What a proxy would show, since it overrides the method without its annotation. */
  @JsonbTransient
  public String getSecret() {
    return "secret of " + name;
  }
}
