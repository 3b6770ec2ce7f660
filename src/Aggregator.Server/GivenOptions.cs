using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Aggregator.Server;

/// <summary>
/// What was given: <c>appsettings.json</c> (section <c>Aggregator</c>), over it variables such as
/// <c>AGGREGATOR__LIMITS__READSPERADDRESS</c>, over them flags. Every name is that of an option, and every
/// value is one the option can take.
/// </summary>
internal sealed class GivenOptions
{
    private const string Prefix = "AGGREGATOR__";
    private const string SettingsFile = "appsettings.json";
    private const string SettingsSection = "Aggregator";

    private readonly IConfigurationRoot _given;
    private readonly IReadOnlyDictionary<string, string?> _flags;
    private readonly Dictionary<string, bool> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The variable of every option, by its name with one underscore in place of two.</summary>
    private readonly Dictionary<string, string> _variables = new(StringComparer.OrdinalIgnoreCase);

    public GivenOptions(IReadOnlyDictionary<string, string?> flags)
    {
        _flags = flags;
        var settings = Settings().GetSection(SettingsSection).AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Value is not null);
        _given = new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddEnvironmentVariables(Prefix)
            .AddInMemoryCollection(flags.Where(flag => flag.Value is not null))
            .Build();
    }

    private static IConfigurationRoot Settings()
    {
        var file = Path.Combine(AppContext.BaseDirectory, SettingsFile);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file, optional: true).Build();
        }
        catch (Exception unread) when (
            unread is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorMistakeException(
                $"The settings in \"{file}\" cannot be read: {unread.GetBaseException().Message}");
        }
    }

    /// <summary>The value of an option that stands by itself; null where it was not given.</summary>
    public string? this[string name]
    {
        get
        {
            _known[name] = false;
            Know(name);
            return _given[name];
        }
    }

    /// <summary>
    /// Reads a section over its defaults. Throws <see cref="OperatorMistakeException"/> naming the option,
    /// the value and what it may be.
    /// </summary>
    public T Section<T>(string name)
        where T : new()
    {
        _known[name] = true;
        var options = new T();
        var known = typeof(T).GetProperties().Where(property => property.CanWrite)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var option in known.Keys) Know($"{name}__{option}");
        foreach (var given in _given.GetSection(name).GetChildren())
        {
            if (!known.TryGetValue(given.Key, out var option))
            {
                throw new OperatorMistakeException(
                    $"There is no option {NameOf(given)}; {name} has {string.Join(", ", known.Keys)}.");
            }

            option.SetValue(options, Value(given, option));
        }

        return options;
    }

    private void Know(string name)
    {
        var variable = Prefix + name.ToUpperInvariant();
        _variables[WithSingle(variable)] = variable;
    }

    private static string WithSingle(string variable) =>
        variable.Replace("__", "_", StringComparison.Ordinal);

    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> where something was given that nobody has read by now.
    /// </summary>
    public void RefuseOthers()
    {
        var others = Variables()
            .Where(name => !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
        foreach (var name in others)
        {
            // A server that goes on without it keeps its ledger elsewhere, or its reads open.
            if (_variables.TryGetValue(WithSingle(name), out var meant))
                throw new OperatorMistakeException($"{name} is not read: the option is {meant}.");
        }

        foreach (var given in _given.GetChildren())
        {
            if (!_known.TryGetValue(given.Key, out var isSection))
                throw new OperatorMistakeException(
                    $"There is no option {NameOf(given)}; there are {string.Join(", ", _known.Keys)}.");
            if (isSection && given.Value is not null)
                throw new OperatorMistakeException(
                    $"{NameOf(given)} is a section of options and has no value by itself.");
            if (!isSection && given.GetChildren().FirstOrDefault() is { } below)
                throw new OperatorMistakeException(
                    $"There is no option {NameOf(below)}: {given.Key} is one by itself.");
        }
    }

    private object? Value(IConfigurationSection given, PropertyInfo option)
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

    private OperatorMistakeException Mistake(IConfigurationSection given, string what) =>
        new($"The option {NameOf(given)} is \"{given.Value}\"; it must be {what}.");

    /// <summary>
    /// What the operator wrote, so that it can be found: the last of the three that says it.
    /// </summary>
    private string NameOf(IConfigurationSection given)
    {
        var flag = _flags.FirstOrDefault(flag => flag.Value is not null
            && flag.Key.Equals(given.Path, StringComparison.OrdinalIgnoreCase)).Key;
        if (flag is not null) return FlagOf(flag[(flag.LastIndexOf(':') + 1)..]);
        var variable = Prefix + given.Path.Replace(":", "__", StringComparison.Ordinal);
        return Variables().FirstOrDefault(name =>
                $"{name}__".StartsWith($"{variable}__", StringComparison.OrdinalIgnoreCase))
            ?? $"{SettingsSection}:{given.Path} in {SettingsFile}";
    }

    private static IEnumerable<string> Variables() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>();

    /// <summary><c>siloPort</c> is given as <c>--silo-port</c>.</summary>
    private static string FlagOf(string name) => "--" + string.Concat(name.Select(
        letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
