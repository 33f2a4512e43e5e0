using System.Xml.Linq;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Imports run downwards only, and no library sees into another: read from the project files.</summary>
public class ReferenceTests
{
    // What each library may refer to. A library that is missing here fails.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Autograd"] = [],
        ["Nn"] = ["Autograd"],
        ["Data"] = ["Autograd", "Nn"],
        ["Maml"] = ["Autograd", "Nn", "Data"],
        ["Mpi"] = ["Autograd", "Nn", "Data", "Maml"],
        ["Onnx"] = ["Autograd", "Nn"],
    };

    // Projects outside src that serve the tests and benchmarks of a library and see its internals for them, beside NAME.Tests.
    private static readonly Dictionary<string, string[]> Friends = new()
    {
        ["Autograd"] = ["AutogradMaml.Testing", "AutogradMaml.Catalogue", "AutogradMaml.Benchmarks"],
    };

    public static TheoryData<string> Libraries
        => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path))];

    [Fact]
    public void Every_library_stands_in_the_order() => Assert.Equal(Below.Keys.Order(), Libraries.Select(static row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_refers_to_libraries_below_it_alone(string library)
        => Assert.All(Values(library, "ProjectReference"), reference => Assert.Contains(reference, Below[library].Select(Reference)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_shows_its_internals_to_its_own_tests_and_benchmarks_alone(string library)
        => Assert.All(
            Values(library, "InternalsVisibleTo"),
            friend => Assert.Contains(friend, Friends.GetValueOrDefault(library, []).Append($"AutogradMaml.{library}.Tests")));

    [Fact]
    public void A_library_is_below_those_above_it()
        => Assert.All(Below, static entry => Assert.All(entry.Value, lower => Assert.DoesNotContain(entry.Key, Below[lower])));

    private static string Reference(string library) => $"../{library}/AutogradMaml.{library}.csproj";

    private static string[] Values(string library, string item)
        =>
        [
            .. XDocument.Load(Path.Combine(Repository.Root, "src", library, $"AutogradMaml.{library}.csproj"))
                .Descendants(item)
                .Select(static element => element.Attribute("Include")!.Value),
        ];
}
