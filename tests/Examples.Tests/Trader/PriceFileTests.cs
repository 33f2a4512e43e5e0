using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Examples.Trader;

namespace AutogradMaml.Examples.Tests.Trader;

public sealed class PriceFileTests
{
    [Fact]
    public void Days_names_and_prices_are_read_and_a_repeated_row_is_dropped()
    {
        Market market = Read("\"day\",\"A \"\"x\"\"\",B\r\n1998-12-30,10.5,2e1\r\n1998-12-31,10.5,20\r\n\r\n1999-01-04,10.5,20.5\r\n");
        Assert.Equal(["A \"x\"", "B"], market.Assets);
        Assert.Equal(["1998-12-30", "1999-01-04"], market.Days);
        Assert.Equal(["1998-12-31"], market.Dropped);
        Assert.Equal([10.5, 10.5], market.PricesOf(0).ToArray());
        Assert.Equal([20, 20.5], market.PricesOf(1).ToArray());
        Assert.Equal(0.025, market.ReturnAfter(1, 0), 12);
        Assert.Equal(["1", "20"], Read("day,A,B\n1,5,6\n20,5.5,6\n").Days);
    }

    [Theory]
    [InlineData("", "line 1: got no day")]
    [InlineData("day,A,B\n", "got no day")]
    [InlineData("day,A\n1,2\n", "line 1: got 2 columns")]
    [InlineData("day,A,A\n1,2,3\n", "line 1: got the asset 'A'")]
    [InlineData("day,A,\n1,2,3\n", "line 1: got the asset ''")]
    [InlineData("day,A,B\n1,2\n", "line 2: got 2 columns, expected 3")]
    [InlineData("day,A,B\n1,2,3,4\n", "line 2: got 4 columns, expected 3")]
    [InlineData("day,A,B\n31.12.1998,2,3\n", "line 2: got the day '31.12.1998'")]
    [InlineData("day,A,B\n-1,2,3\n", "line 2: got the day '-1'")]
    [InlineData("day,A,B\n1,2,3\n1,2,4\n", "line 3: got the day '1' after '1'")]
    [InlineData("day,A,B\n2,2,3\n1,2,4\n", "line 3: got the day '1' after '2'")]
    [InlineData("day,A,B\n1,2,3\n1998-12-31,2,4\n", "line 3: got the day '1998-12-31' after '1'")]
    [InlineData("day,A,B\n1,2,NA\n", "line 2: got 'NA' for B")]
    [InlineData("day,A,B\n1,2,NaN\n", "line 2: got 'NaN' for B")]
    [InlineData("day,A,B\n1,2,1e400\n", "line 2: got '1e400' for B")]
    [InlineData("day,A,B\n1,2,0\n", "line 2: got '0' for B")]
    [InlineData("day,A,B\n1,2,-3\n", "line 2: got '-3' for B")]
    [InlineData("day,A,B\n1,2,\n", "line 2: got '' for B")]
    [InlineData("day;A;B\n1;2;3\n", "line 1: got 1 columns")]
    [InlineData("day,A,B\n1,2,3\n2,2,6\n", "line 3: B goes from 3 to 6 in a day")]
    [InlineData("day,A,B\n1,2,3\n2,2,0.2\n", "line 3: B goes from 3 to 0.2 in a day")]
    [InlineData("day,A,B\n1,\"2,3\n", "line 2: a quote is not closed")]
    public void What_is_wrong_is_said_in_one_line_with_file_and_line(string text, string fragment)
    {
        UsageException refused = Assert.Throws<UsageException>(() => Read(text));
        Assert.Contains(fragment, refused.Message, StringComparison.Ordinal);
        Assert.Contains("prices.csv', line ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void What_is_no_text_is_not_there_or_is_endless_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "prices.csv");
        File.WriteAllBytes(path, [0x64, 0x2c, 0xff, 0xfe]);
        Assert.Contains("is no text in UTF-8", Refused(path), StringComparison.Ordinal);
        Assert.Contains("none.csv", Refused(Path.Combine(folder.Path, "none.csv")), StringComparison.Ordinal);
        Assert.Contains("--data", Refused(folder.Path), StringComparison.Ordinal);
        File.WriteAllText(path, string.Join(',', Enumerable.Repeat("a", 2000)));
        Assert.Contains("more than 1001 columns", Refused(path), StringComparison.Ordinal);
        using (FileStream large = File.Create(path))
        {
            large.SetLength((64L << 20) + 1);
        }

        Assert.Contains("at most", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_real_markets_are_read()
    {
        string folder = Path.GetFullPath(Path.Combine(Testing.Repository.Root, "..", "shared", "data", "stocks"));
        Assert.SkipUnless(Directory.Exists(folder), $"There are no closes at '{folder}' (../shared/data/stocks from the project's root).");
        Market dow = PriceFile.Read(Path.Combine(folder, "dowjones30.csv"));
        Assert.Equal((30, 2528), (dow.Assets.Count, dow.Days.Count));
        Assert.Equal(["1991-01-02"], dow.Dropped);
        Assert.Equal(1990.997, dow.TimeOf(0), 2);
        Market indices = PriceFile.Read(Path.Combine(folder, "eustockmarkets.csv"));
        Assert.Equal(["DAX", "SMI", "CAC", "FTSE"], indices.Assets);
        Assert.Equal(1860 - 26, indices.Days.Count);
        Assert.Equal(26, indices.Dropped.Count);
    }

    private static string Refused(string path) => Assert.Throws<UsageException>(() => PriceFile.Read(path)).Message;

    private static Market Read(string text)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "prices.csv");
        File.WriteAllText(path, text);
        return PriceFile.Read(path);
    }
}
