package dev.etcdstorage.exporter.config;

/**
 * A component of a settings record that cannot be used. The caller knows which flag, variable or
 * key it came from and adds that.
 */
public final class SettingException extends IllegalArgumentException {
  private final String setting;

  /**
   * @param setting the component's name, which is also its key in the configuration file
   * @param message what is wrong and what would be right, without the setting's name
   */
  public SettingException(String setting, String message) {
    super(message);
    this.setting = setting;
  }

  public String setting() {
    return setting;
  }
}
