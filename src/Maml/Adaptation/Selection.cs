namespace AutogradMaml.Maml;

/// <summary>Which of a net's parameters adapt: all, only some, all but some. By whole module names, so that <c>"1"</c> is not also
/// <c>"10"</c>.</summary>
public sealed class Selection
{
    private readonly Func<string, bool> _contains;
    private readonly IReadOnlyList<string> _modules;

    private Selection(string description, Func<string, bool> contains, IReadOnlyList<string>? modules = null)
    {
        Description = description;
        _contains = contains;
        _modules = modules ?? [];
    }

    /// <summary>All parameters.</summary>
    public static Selection All { get; } = new("all", static _ => true);

    /// <summary>The selection in words.</summary>
    public string Description { get; }

    /// <summary>The parameters of some modules.</summary>
    /// <param name="modules">Names of modules or of single parameters: <c>"4"</c> for <c>4.weight</c> and <c>4.bias</c>, <c>"body"</c> for
    /// all under it.</param>
    public static Selection Only(params IReadOnlyList<string> modules)
    {
        Require(modules);
        return new($"only {string.Join(", ", modules)}", name => modules.Any(module => IsUnder(name, module)), modules);
    }

    /// <summary>All parameters but those of some modules.</summary>
    /// <param name="modules">Names of modules or of single parameters.</param>
    public static Selection Except(params IReadOnlyList<string> modules)
    {
        Require(modules);
        return new($"except {string.Join(", ", modules)}", name => !modules.Any(module => IsUnder(name, module)), modules);
    }

    /// <summary>The parameters that a function says.</summary>
    /// <param name="description">The selection in words, for the identity of a training.</param>
    /// <param name="contains">Whether a parameter, by its whole name, is among them.</param>
    public static Selection Where(string description, Func<string, bool> contains)
    {
        ArgumentException.ThrowIfNullOrEmpty(description);
        ArgumentNullException.ThrowIfNull(contains);
        return new(description, contains);
    }

    /// <summary>Whether a parameter is among them.</summary>
    /// <param name="parameter">Its whole name.</param>
    public bool Contains(string parameter) => _contains(parameter);

    /// <summary>Throws where it selects nothing of a net, or names a module that the net has not.</summary>
    /// <param name="parameters">The net's parameters.</param>
    /// <exception cref="ArgumentException">It does; the message lists the names there are.</exception>
    public void RequireFits(IReadOnlyCollection<string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        string? unknown = _modules.FirstOrDefault(module => !parameters.Any(name => IsUnder(name, module)));
        if (unknown is not null || !parameters.Any(_contains))
        {
            string what = unknown is null
                ? $"The selection '{Description}' holds no parameter, so nothing would adapt"
                : $"No module or parameter is named '{unknown}'";
            throw new ArgumentException($"{what}; the parameters are [{string.Join(", ", parameters)}].");
        }
    }

    private static bool IsUnder(string name, string module)
        => name.StartsWith(module, StringComparison.Ordinal) && (name.Length == module.Length || name[module.Length] == '.');

    private static void Require(IReadOnlyList<string> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.Count == 0 || modules.Any(static module => string.IsNullOrEmpty(module) || module.EndsWith('.')))
        {
            throw new ArgumentException(
                "A selection names at least one module, without a dot at its end, got " +
                    $"[{string.Join(", ", modules.Select(static module => $"'{module}'"))}].",
                nameof(modules));
        }
    }
}
