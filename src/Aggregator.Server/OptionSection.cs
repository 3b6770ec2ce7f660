using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Aggregator.Server;

/// <summary>
/// One section of the options, such as <c>AGGREGATOR__LIMITS__READSPERADDRESS</c>: every name in it is that
/// of an option, and every value is one the option can take.
/// </summary>
internal static class OptionSection
{
    /// <summary>
    /// Reads a section over its defaults. Throws <see cref="OperatorMistakeException"/> naming the option,
    /// the value and what it may be.
    /// </summary>
    public static T Read<T>(IConfigurationSection section)
        where T : new()
    {
        var options = new T();
        var known = typeof(T).GetProperties().Where(property => property.CanWrite)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var given in section.GetChildren())
        {
            if (!known.TryGetValue(given.Key, out var option))
            {
                throw new OperatorMistakeException(
                    $"There is no option {given.Path}; {section.Path} has {string.Join(", ", known.Keys)}.");
            }

            option.SetValue(options, Value(given, option));
        }

        return options;
    }

    private static object? Value(IConfigurationSection given, PropertyInfo option)
    {
        var text = given.Value ?? "";
        if (option.PropertyType == typeof(string)) return text;
        if (option.PropertyType == typeof(bool))
        {
            return bool.TryParse(text, out var flag)
                ? flag
                : throw Mistake(given, "true or false");
        }

        var range = option.GetCustomAttribute<RangeAttribute>()
            ?? throw new InvalidOperationException($"The option {option.Name} has no range.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && range.IsValid(number)
                ? number
                : throw Mistake(given, $"a whole number from {range.Minimum} to {range.Maximum}");
    }

    private static OperatorMistakeException Mistake(IConfigurationSection given, string what) =>
        new($"The option {given.Path} is \"{given.Value}\"; it must be {what}.");
}
