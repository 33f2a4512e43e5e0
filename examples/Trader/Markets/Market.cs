using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutogradMaml.Examples.Trader;

/// <summary>Daily closes of some assets.</summary>
internal sealed class Market
{
    /// <summary>Days of trade in a year, by which daily numbers become yearly ones.</summary>
    public const int DaysInYear = 252;

    private readonly double[][] _prices;

    /// <summary>Keeps closes.</summary>
    /// <param name="name">What the market is called in results.</param>
    /// <param name="assets">The assets' names.</param>
    /// <param name="days">The days' names, in order of time: dates, or numbers.</param>
    /// <param name="prices">The close of each asset, by its number, on each day; above 0.</param>
    public Market(string name, IReadOnlyList<string> assets, IReadOnlyList<string> days, double[][] prices)
    {
        (Name, Assets, Days, _prices) = (name, assets, days, prices);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Array.ForEach(prices, row => hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan())));
        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>What the market is called in results.</summary>
    public string Name { get; }

    /// <summary>The assets' names.</summary>
    public IReadOnlyList<string> Assets { get; }

    /// <summary>The days' names.</summary>
    public IReadOnlyList<string> Days { get; }

    /// <summary>Whether the closes were drawn by this program.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The days whose row repeated the one before in every column and was dropped.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The closes in 16 letters, so that a training is not gone on with on other ones.</summary>
    public string Fingerprint { get; }

    /// <summary>An asset's closes, by day.</summary>
    /// <param name="asset">The asset's number.</param>
    public ReadOnlySpan<double> PricesOf(int asset) => _prices[asset];

    /// <summary>R: what one unit of money in an asset gains from the close of a day to the next close.</summary>
    /// <param name="asset">The asset's number.</param>
    /// <param name="day">The day; not the last.</param>
    public double ReturnAfter(int asset, int day) => (_prices[asset][day + 1] / _prices[asset][day]) - 1;

    /// <summary>Whether days have dates; otherwise they have numbers.</summary>
    public bool IsDated => DateOf(0) is not null;

    /// <summary>Where a day stands on the axis of a picture: its year and the part that is gone of it, or its number.</summary>
    /// <param name="day">The day.</param>
    public double TimeOf(int day)
        => DateOf(day) is { } date
            ? date.Year + ((date.DayOfYear - 1) / 365.25)
            : double.Parse(Days[day], CultureInfo.InvariantCulture);

    /// <summary>The same market with other closes.</summary>
    /// <param name="prices">The close of each asset on each day.</param>
    public Market With(double[][] prices) => new(Name, Assets, Days, prices) { IsSimulated = IsSimulated, Dropped = Dropped };

    private DateOnly? DateOf(int day)
        => DateOnly.TryParseExact(Days[day], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : null;
}
