using MatchGrid.Geo;

namespace MatchGrid.Api.Input;

/// <summary>Places as somebody writes them.</summary>
public static class PlaceInput
{
    /// <summary>A place on the earth; null, with an error, for none.</summary>
    public static GeoPoint? Read(
        double? latitude, double? longitude, InputErrors errors, string latitudeField = "latitude", string longitudeField = "longitude")
    {
        if (!errors.Has(latitude, latitudeField) | !errors.Has(longitude, longitudeField))
            return null;
        if (GeoPoint.TryCreate(latitude!.Value, longitude!.Value, out var place))
            return place;
        errors.Add(
            RefusalCodes.InvalidCoordinates,
            "Latitude is -90 to 90 degrees, longitude -180 to 180.",
            Math.Abs(latitude.Value) <= 90 ? longitudeField : latitudeField);
        return null;
    }
}
