using AutogradMaml.Catalogue;

namespace AutogradMaml.Onnx.Tests.Catalogue;

public class ExploreTests
{
    [Fact]
    public void Explore()
    {
        using StreamWriter w = new("/tmp/explore.txt");
        foreach (bool d in new[] { true })
        {
            foreach (var row in OperationCatalogue<float>.Rows)
            {
                string text;
                try
                {
                    var refused = ExportedRow.FindRefused(row, d);
                    text = refused is null ? "NOTREPLAYABLE" : refused.Count > 0 ? "REFUSED " + string.Join("; ", refused) : ExportedRow.Distance(row, d).ToString("E1");
                }
                catch (Exception e) { text = "FAIL " + e.GetType().Name + " " + e.Message.Replace('\n', ' '); }
                w.WriteLine($"{(d ? "D" : "V")} {row.Name}: {text}");
                w.Flush();
            }
        }
    }
}
