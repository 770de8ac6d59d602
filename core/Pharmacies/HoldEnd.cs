namespace MatchGrid.Pharmacies;

/// <summary>How a hold ended, as the pharmacy tells it.</summary>
public enum HoldEnd
{
    /// <summary>No answer in time.</summary>
    Lapsed = 0,

    /// <summary>Accepted, but not collected in time.</summary>
    NoShow = 1,

    /// <summary>A count fell under what is held.</summary>
    CountFell = 2,

    /// <summary>The pharmacist found that it is not there.</summary>
    NotThere = 3,

    /// <summary>The SKU was suspended (recall).</summary>
    Recalled = 4,

    /// <summary>The pharmacy does not know the hold.</summary>
    Unknown = 5,

    /// <summary>Handed over to the patient.</summary>
    HandedOver = 6,
}
