using System.Text.RegularExpressions;

namespace AutogradMaml.Autograd.Tests.Programs;

/// <summary>That the compiler asks operations for their traits and never which they are.</summary>
public sealed partial class TraitTests
{
    [Fact]
    public void No_source_of_the_compiler_names_an_operation()
    {
        string folder = Path.Combine(Testing.Repository.Root, "src/Autograd/Programs");
        string[] files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        Assert.True(files.Length > 40, $"Found only {files.Length} files in {folder}: the search is wrong.");
        Assert.Empty(files.SelectMany(file => Named(File.ReadAllText(file)).Select(name => $"{Path.GetFileName(file)}: {name}")));
    }

    [Theory]
    [InlineData("x.Operation is ReshapeOperation<T>", "ReshapeOperation")]
    [InlineData("case AddOperation<T>:", "AddOperation")]
    [InlineData("x as ElementwiseOperation<T>", "ElementwiseOperation")]
    [InlineData("typeof(SumOperation<>)", "SumOperation")]
    [InlineData("operations.OfType<PlaneOperation<T>>()", "PlaneOperation")]
    [InlineData("new ScaleOperation<T>(factor)", "ScaleOperation")]
    [InlineData("LeafOperation<T>.Constant", "LeafOperation")]
    [InlineData("x.Operation.Name == \"relu\"", "Name == \"")]
    [InlineData("x.Name is \"relu\" or \"tanh\"", "Name is \"")]
    [InlineData("x.Operation.Name.StartsWith(\"relu\")", "Name.StartsWith(\"")]
    [InlineData("switch (x.Operation.Name)", "switch (x.Operation.Name)")]
    [InlineData("x.Operation.Name switch", "Name switch")]
    [InlineData("Operation<T> operation = RoleOperations<T>.Multiple(factor); // x is a sum", null)]
    public void One_that_is_put_in_is_found(string source, string? expected) => Assert.Equal(expected, Named(source).FirstOrDefault());

    [Fact]
    public void Every_trait_is_declared_by_some_operation()
    {
        string folder = Path.Combine(Testing.Repository.Root, "src/Autograd");
        string traits = File.ReadAllText(Path.Combine(folder, "Operations/Traits/Operation.Traits.cs"));
        string[] names = [.. Trait().Matches(traits).Select(static match => match.Groups[1].Value)];
        string all = string.Concat(Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.True(names.Length > 15, $"Found only {names.Length} traits: the search is wrong.");
        Assert.All(names, name => Assert.Matches($@"override [\w<>?\[\]]+( [\w<>?\[\]]+)? {name}\b", all));
    }

    private static IEnumerable<string> Named(string source)
    {
        string[] operations =
        [
            .. typeof(Operation<>).Assembly.GetTypes().Where(IsOperation).Select(static type => type.Name.Split('`')[0]).Distinct(),
        ];
        Assert.True(operations.Length > 60, $"Found only {operations.Length} operations: the search is wrong.");
        HashSet<string> words = [.. Word().Matches(source).Select(static match => match.Value)];
        return operations.Where(words.Contains).Concat(NameAsked().Matches(source).Select(static match => match.Value));
    }

    // Those that are computed from, abstract or not; Operation<T> itself is what a pass may speak of.
    private static bool IsOperation(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == typeof(Operation<>))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"Name(\.(Equals|StartsWith|EndsWith|Contains)\(| (==|!=|is) )""|Name switch|switch \([\w.]*Operation\.Name\)")]
    private static partial Regex NameAsked();

    [GeneratedRegex(@"virtual [\w<>?\[\]]+ (\w+)")]
    private static partial Regex Trait();
}
